#include "datasets/archive.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/ranges.h>

#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "datasets/digest.hpp"
#include "datasets/output_file.hpp"
#include "datasets/source_failed.hpp"

namespace neon::datasets {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t buffer_size = 1 << 18;

class ArchiveReader {
 public:
  explicit ArchiveReader(const fs::path& file) : ArchiveReader(file.string()) {
    check(archive_read_open_filename(get(), file.c_str(), buffer_size));
  }

  /// The archive that is the current member of another one.
  explicit ArchiveReader(ArchiveReader& outer) : ArchiveReader(outer.title_) {
    outer_ = &outer;
    nested_.resize(buffer_size);
    check(archive_read_open(get(), this, nullptr, &ArchiveReader::read_outer, nullptr));
  }

  ArchiveReader(const ArchiveReader&) = delete;
  ArchiveReader& operator=(const ArchiveReader&) = delete;

  /// The next member, or null at the end.
  archive_entry* next() {
    archive_entry* entry = nullptr;
    const int status = archive_read_next_header(get(), &entry);
    if (status == ARCHIVE_EOF) return nullptr;
    check(status);
    return entry;
  }

  /// The member's path without a leading "./".
  std::string path(archive_entry* entry) const {
    const char* text = archive_entry_pathname(entry);
    if (text == nullptr) throw SourceFailed(fmt::format("{}: a member has an unreadable name", title_));
    std::string_view path = text;
    while (path.substr(0, 2) == "./") path.remove_prefix(2);
    return std::string(path);
  }

  void for_contents(const std::function<void(const char*, std::size_t)>& use) {
    std::vector<char>& buffer = contents_;
    buffer.resize(buffer_size);
    for (;;) {
      const la_ssize_t count = archive_read_data(get(), buffer.data(), buffer.size());
      if (count == 0) return;
      if (count < 0) check(static_cast<int>(count));
      use(buffer.data(), static_cast<std::size_t>(count));
    }
  }

  bool is_debian_package() const {
    return (archive_format(archive_.get()) & ARCHIVE_FORMAT_BASE_MASK) == ARCHIVE_FORMAT_AR;
  }

 private:
  explicit ArchiveReader(std::string title)
      : title_(std::move(title)), archive_(archive_read_new(), &archive_read_free) {
    require(archive_ != nullptr, "libarchive: out of memory");
    for (auto* support :
         {&archive_read_support_filter_gzip, &archive_read_support_filter_xz, &archive_read_support_filter_zstd,
          &archive_read_support_filter_bzip2, &archive_read_support_format_tar, &archive_read_support_format_zip,
          &archive_read_support_format_ar})
      check(support(get()));
  }

  static la_ssize_t read_outer(archive*, void* self, const void** bytes) {
    auto& reader = *static_cast<ArchiveReader*>(self);
    *bytes = reader.nested_.data();
    return archive_read_data(reader.outer_->get(), reader.nested_.data(), reader.nested_.size());
  }

  archive* get() const { return archive_.get(); }

  void check(int status) const {
    if (status >= ARCHIVE_WARN) return;
    const char* reason = archive_error_string(get());
    if (reason == nullptr && outer_ != nullptr) reason = archive_error_string(outer_->get());
    throw SourceFailed(
        fmt::format("{}: not a readable archive ({})", title_, reason != nullptr ? reason : "unknown format"));
  }

  std::string title_;
  std::unique_ptr<archive, int (*)(archive*)> archive_;
  ArchiveReader* outer_ = nullptr;
  std::vector<char> nested_, contents_;
};

/// Writes the wanted members and takes them from the list.
void extract(ArchiveReader& reader, std::map<std::string, fs::path>& wanted) {
  while (archive_entry* entry = reader.next()) {
    const std::string path = reader.path(entry);
    if (reader.is_debian_package() && path.rfind("data.tar", 0) == 0) {
      ArchiveReader data(reader);
      extract(data, wanted);
    } else if (const auto member = wanted.find(path); member != wanted.end()) {
      OutputFile out(member->second);
      reader.for_contents([&](const char* bytes, std::size_t count) { out.write(bytes, count); });
      out.close();
      wanted.erase(member);
    }
  }
}

}  // namespace

void extract_members(const fs::path& archive, const std::map<std::string, fs::path>& members) {
  ArchiveReader reader(archive);
  std::map<std::string, fs::path> wanted = members;
  extract(reader, wanted);
  std::vector<std::string> lacking;
  lacking.reserve(wanted.size());
  for (const auto& [path, file] : wanted) lacking.push_back(path);
  if (!lacking.empty()) throw SourceFailed(fmt::format("{}: lacks {}", archive.string(), fmt::join(lacking, ", ")));
}

std::string tree_sha256(const fs::path& archive) {
  ArchiveReader reader(archive);
  std::map<std::string, std::string> digests;
  Sha256 sha256;
  while (archive_entry* entry = reader.next()) {
    const auto kind = archive_entry_filetype(entry);
    const std::string path = reader.path(entry);
    if (kind == AE_IFDIR) continue;
    if (kind != AE_IFREG || archive_entry_hardlink(entry) != nullptr)
      throw SourceFailed(fmt::format("{}: member '{}' should be a file or a folder", archive.string(), path));
    reader.for_contents([&](const char* bytes, std::size_t count) { sha256.update(bytes, count); });
    if (!digests.emplace(path, sha256.hex()).second)
      throw SourceFailed(fmt::format("{}: member '{}' occurs twice", archive.string(), path));
  }
  for (const auto& [path, digest] : digests) {
    const std::string line = fmt::format("{}  {}\n", digest, path);
    sha256.update(line.data(), line.size());
  }
  return sha256.hex();
}

}  // namespace neon::datasets
