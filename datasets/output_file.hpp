#pragma once
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <memory>

namespace neon::datasets {

/// A file being written; every failure (a full disk, no permission) is an Error that names it.
class OutputFile {
 public:
  /// @param append keeps what is there, for a resumed download
  explicit OutputFile(std::filesystem::path path, bool append = false);
  void write(const void* bytes, std::size_t count);
  /// Without it the file is closed but a late write error goes unnoticed.
  void close();

 private:
  [[noreturn]] void fail() const;
  std::filesystem::path path_;
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> file_;
};

}  // namespace neon::datasets
