#include "datasets/contents.hpp"

#include <neon/tables/detail/byte_stream.hpp>

#include <cerrno>
#include <cstring>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "datasets/archive.hpp"
#include "datasets/digest.hpp"
#include "datasets/output_file.hpp"
#include "datasets/source_failed.hpp"
#include "datasets/temporary.hpp"
#include "datasets/tensors.hpp"

namespace neon::datasets {
namespace {

namespace fs = std::filesystem;

using UseBytes = std::function<void(const char*, std::size_t)>;

constexpr std::size_t buffer_size = 1 << 18;

void read_plain(const fs::path& path, const UseBytes& use) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rbe"), &std::fclose);
  if (!file) throw SourceFailed(fmt::format("{}: cannot be read ({})", path.string(), std::strerror(errno)));
  std::vector<char> buffer(buffer_size);
  while (const std::size_t count = std::fread(buffer.data(), 1, buffer.size(), file.get())) use(buffer.data(), count);
  if (std::ferror(file.get()) != 0)
    throw SourceFailed(fmt::format("{}: cannot be read ({})", path.string(), std::strerror(errno)));
}

/// Passes on what is not gzip as it is.
void read_decompressed(const fs::path& path, const UseBytes& use) {
  std::vector<char> buffer(buffer_size);
  const auto reading = [](const auto& read) {
    try {
      return read();
    } catch (const Error& reason) {
      throw SourceFailed(reason.what());
    }
  };
  ByteStream stream = reading([&] { return ByteStream::open(path.string()); });
  while (const std::size_t count = reading([&] { return stream.read(buffer.data(), buffer.size()); }))
    use(buffer.data(), count);
}

bool is_gzip_itself(const FileEntry& entry) {
  const std::string_view name = entry.name;
  return name.size() > 2 && name.substr(name.size() - 2) == "gz";
}

/// Of files whose bytes may differ while what they hold may not.
bool is_pinned_by_meaning(const FileEntry& entry) { return entry.sha256.empty(); }

void require_meaning(const fs::path& file, const fs::path& title, const FileEntry& entry) {
  const bool is_archive = !entry.tree_sha256.empty();
  const std::string found = is_archive ? tree_sha256(file) : tensor_sha256(file);
  if (found != entry.pin())
    throw SourceFailed(fmt::format("{}: refused, sha256 of its {} is {}, should be {}", title.string(),
                                   is_archive ? "members" : "tensors", found, entry.pin()));
}

/// The size and checksum of bytes passed on to someone else.
struct Tally {
  Sha256 sha256;
  std::uintmax_t size = 0;

  void count(const char* bytes, std::size_t length) {
    sha256.update(bytes, length);
    size += length;
  }

  void require_match(const fs::path& title, const FileEntry& entry) {
    const std::string found = sha256.hex();
    if (size != entry.size || found != entry.sha256)
      throw SourceFailed(fmt::format("{}: refused, {} bytes with sha256 {}, should be {} bytes with sha256 {}",
                                     title.string(), size, found, entry.size, entry.sha256));
  }
};

}  // namespace

std::uintmax_t most_bytes(const FileEntry& entry) {
  constexpr std::uintmax_t small = 1 << 20;
  return (is_pinned_by_meaning(entry) ? 16 : 2) * entry.size + small;
}

void verify_contents(const fs::path& file, const FileEntry& entry) {
  if (is_pinned_by_meaning(entry)) return require_meaning(file, file, entry);
  Tally tally;
  read_plain(file, [&](const char* bytes, std::size_t length) { tally.count(bytes, length); });
  tally.require_match(file, entry);
}

void import_file(const fs::path& from, const fs::path& to, const FileEntry& entry) {
  const TemporaryFolder folder(to.parent_path());
  const fs::path copy = folder.path() / entry.name;
  OutputFile out(copy);
  Tally tally;
  const auto read = is_gzip_itself(entry) ? &read_plain : &read_decompressed;
  read(from, [&](const char* bytes, std::size_t length) {
    tally.count(bytes, length);
    if (tally.size > most_bytes(entry))
      throw SourceFailed(fmt::format("{}: refused, it holds more than {} bytes, should be {} bytes", from.string(),
                                     most_bytes(entry), entry.size));
    out.write(bytes, length);
  });
  out.close();
  if (is_pinned_by_meaning(entry))
    require_meaning(copy, from, entry);
  else
    tally.require_match(from, entry);
  std::error_code error;
  fs::rename(copy, to, error);
  require(!error, "{}: cannot be put in place ({})", to.string(), error.message());
}

}  // namespace neon::datasets
