#pragma once
#include <filesystem>
#include <string>
#include <string_view>

namespace neon {

/// The bytes of a file, unpacked where they are gzip.  @throws Error if it does not exist, is a folder, or cannot be
/// read
std::string file_contents(const std::filesystem::path& file);

/// The bytes of a file, without a copy of them: large files are read as they are used.
class MappedFile {
 public:
  /// @throws Error as file_contents
  explicit MappedFile(const std::filesystem::path& file);
  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  std::string_view bytes() const { return {data_, size_}; }

 private:
  const char* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace neon
