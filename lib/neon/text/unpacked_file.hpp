#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct gzFile_s;

namespace neon {

/// The bytes of a file, unpacked if it is gzip: unlike libarchive, zlib compares its checksum. Other files as they are.
class UnpackedFile {
 public:
  /// @throws Error if the file cannot be opened
  explicit UnpackedFile(const std::filesystem::path& path);

  /// The next bytes; empty at the end, or if failure() says something.
  std::string_view next();

  const std::string& failure() const { return failure_; }
  /// Where reading is, in the file.
  std::int64_t offset() const;

 private:
  std::unique_ptr<gzFile_s, int (*)(gzFile_s*)> file_;
  std::string failure_;
  std::vector<char> buffer_;
};

}  // namespace neon
