#include <neon/core/error.hpp>
#include <neon/text/message.hpp>
#include <neon/text/unpacked_file.hpp>

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <string_view>

namespace neon {
namespace {

/// The members of an archive, one after another; says where it stopped.
class Members {
 public:
  explicit Members(const std::filesystem::path& file)
      : name_(file.string()),
        file_(std::make_unique<UnpackedFile>(file)),
        archive_(archive_read_new(), &archive_read_free) {
    require(archive_ != nullptr, "{}: libarchive: out of memory", name_);
    for (auto* support :
         {&archive_read_support_filter_all, &archive_read_support_format_tar, &archive_read_support_format_zip})
      support(get());  // a filter that needs a program which is not installed only warns
    check(archive_read_open(get(), file_.get(), nullptr, &Members::read, nullptr));
  }

  /// The next member, or null at the end, when the rest of the file has been checked too.
  archive_entry* next() {
    archive_entry* entry = nullptr;
    const int status = archive_read_next_header(get(), &entry);
    if (status == ARCHIVE_EOF) {
      while (!file_->next().empty()) continue;
      if (!file_->failure().empty()) check(ARCHIVE_FATAL);
      return nullptr;
    }
    check(status);
    const char* path = archive_entry_pathname(entry);
    require(path != nullptr, "{}: the member after '{}' has an unreadable name", name_, path_);
    path_ = path;
    while (path_.starts_with("./")) path_.erase(0, 2);
    return entry;
  }

  const std::string& path() const { return path_; }

  std::string contents() {
    std::string text;
    for (;;) {
      const la_ssize_t count = archive_read_data(get(), buffer_.data(), buffer_.size());
      if (count < 0) check(static_cast<int>(count));
      if (count <= 0) return text;
      text.append(buffer_.data(), static_cast<std::size_t>(count));
    }
  }

 private:
  archive* get() const { return archive_.get(); }

  static la_ssize_t read(archive* reader, void* file, const void** bytes) {
    auto& unpacked = *static_cast<UnpackedFile*>(file);
    const std::string_view next = unpacked.next();
    *bytes = next.data();
    if (!unpacked.failure().empty()) {
      archive_set_error(reader, EILSEQ, "%s", unpacked.failure().c_str());
      return ARCHIVE_FATAL;
    }
    return static_cast<la_ssize_t>(next.size());
  }

  void check(int status) const {
    if (status >= ARCHIVE_WARN) return;
    const char* reason = !file_->failure().empty() ? file_->failure().c_str() : archive_error_string(get());
    const std::string where = path_.empty() ? "" : fmt::format(" at byte {}, in or after '{}'", file_->offset(), path_);
    throw Error(
        fmt::format("{}: not a readable archive{}: {}", name_, where, reason != nullptr ? reason : "unknown format"));
  }

  std::string name_, path_;
  std::unique_ptr<UnpackedFile> file_;
  std::unique_ptr<archive, int (*)(archive*)> archive_;
  std::array<char, 1 << 16> buffer_;
};

/// "<corpus>-<train|test>/<group>/<number>"
Message message_at(const std::string& path, const std::string& file) {
  const std::size_t group = path.find('/'), number = path.rfind('/');
  const std::string_view half = std::string_view(path).substr(0, std::min(group, path.size()));
  const bool train = half.ends_with("-train"), test = half.ends_with("-test");
  require((train || test) && number > group + 1 && path.find('/', group + 1) == number && number + 1 < path.size(),
          "{}: member '{}' should be '<corpus>-<train or test>/<group>/<number>'", file, path);
  Message message;
  message.id = path.substr(group + 1);
  message.group = path.substr(group + 1, number - group - 1);
  message.test = test;
  return message;
}

}  // namespace

std::vector<Message> read_message_archive(const std::filesystem::path& archive) {
  const std::string file = archive.string();
  std::error_code error;
  require(std::filesystem::is_regular_file(archive, error), "{}: no such file", file);
  Members members(archive);
  std::vector<Message> messages;
  while (archive_entry* entry = members.next()) {
    const auto kind = archive_entry_filetype(entry);
    if (kind == AE_IFDIR) continue;
    require(kind == AE_IFREG && archive_entry_hardlink(entry) == nullptr,
            "{}: member '{}' should be a file or a folder", file, members.path());
    messages.push_back(message_at(members.path(), file));
    messages.back().text = members.contents();
  }
  require(!messages.empty(), "{}: holds no message", file);

  const auto position = [](const Message& m) { return std::pair<bool, std::string_view>(!m.test, m.id); };
  const auto before = [&](const Message& a, const Message& b) { return position(a) < position(b); };
  std::sort(messages.begin(), messages.end(), before);
  const auto same = [&](const Message& a, const Message& b) { return position(a) == position(b); };
  const auto twice = std::adjacent_find(messages.begin(), messages.end(), same);
  require(twice == messages.end(), "{}: member '{}' occurs twice", file, twice == messages.end() ? "" : twice->id);
  return messages;
}

}  // namespace neon
