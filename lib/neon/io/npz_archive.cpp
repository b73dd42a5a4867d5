#include <neon/core/error.hpp>
#include <neon/io/npz_archive.hpp>

#include <archive.h>
#include <archive_entry.h>

#include <memory>

namespace neon {
namespace {

constexpr std::string_view ending = ".npy";

/// A zip archive, member after member.
class ZipArchive {
 public:
  explicit ZipArchive(std::string path) : path_(std::move(path)), archive_(archive_read_new(), &archive_read_free) {
    require(archive_ != nullptr, "{}: libarchive: out of memory", path_);
    archive_read_support_format_zip(archive_.get());
    constexpr std::size_t buffer_size = 1 << 18;
    check(archive_read_open_filename(archive_.get(), path_.c_str(), buffer_size));
  }

  /// The name of the next member that is an NPY file, without ending; none at the end.
  std::optional<std::string> next() {
    archive_entry* entry = nullptr;
    for (;;) {
      const int status = archive_read_next_header(archive_.get(), &entry);
      if (status == ARCHIVE_EOF) return std::nullopt;
      check(status);
      const char* name = archive_entry_pathname(entry);
      const std::string_view member = name != nullptr ? name : "";
      if (member.ends_with(ending)) return std::string(member.substr(0, member.size() - ending.size()));
    }
  }

  std::size_t read(char* bytes, std::size_t count) {
    std::size_t got = 0;
    while (got < count) {
      const la_ssize_t step = archive_read_data(archive_.get(), bytes + got, count - got);
      if (step < 0) check(static_cast<int>(step));
      if (step <= 0) break;
      got += static_cast<std::size_t>(step);
    }
    return got;
  }

 private:
  void check(int status) const {
    const char* reason = archive_error_string(archive_.get());
    require(status == ARCHIVE_OK, "{}: not a readable NPZ archive: {}", path_,
            reason != nullptr ? reason : "unknown format");
  }

  std::string path_;
  std::shared_ptr<archive> archive_;
};

}  // namespace

std::vector<NpzMember> list_npz(const std::string& path) {
  std::vector<NpzMember> members;
  ZipArchive archive(path);
  while (const std::optional<std::string> name = archive.next()) {
    ByteStream stream(path, [&](char* bytes, std::size_t count) { return archive.read(bytes, count); });
    NpzMember& member = members.emplace_back(NpzMember{*name, {}});
    try {
      member.layout = read_npy_header(stream);
    } catch (const Error&) {
      continue;  // opening it says why
    }
  }
  return members;
}

ByteStream open_npz_member(const std::string& path, const std::string& member) {
  ZipArchive archive(path);
  std::string names;
  while (const std::optional<std::string> name = archive.next()) {
    if (*name == member || *name + std::string(ending) == member)
      return {path + ":" + member,
              [archive](char* bytes, std::size_t count) mutable { return archive.read(bytes, count); }};
    names += (names.empty() ? "" : ", ") + *name;
  }
  throw Error(
      fmt::format("{}: there is no member '{}', the arrays are: {}", path, member, names.empty() ? "none" : names));
}

}  // namespace neon
