#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace neon {

/// Bytes that are read one after another: those of a file or of standard input, unpacked where they are gzip, or any
/// others.
class ByteStream {
 public:
  /// Fills `bytes`, or as much of them as there still is; says how many.
  using Read = std::function<std::size_t(char* bytes, std::size_t count)>;

  /// @param source the path of a file or pipe, or "-" for standard input
  /// @throws Error if there is no such file, it is a directory, or cannot be opened
  static ByteStream open(const std::string& source);
  ByteStream(std::string name, Read read) : name_(std::move(name)), read_(std::move(read)) {}

  /// What error messages call it.
  const std::string& name() const { return name_; }
  /// The next bytes, which stay where they are: `count`, or fewer at the end.
  std::string_view peek(std::size_t count);
  /// Takes the next `count` bytes, or fewer at the end.  @return how many
  /// @throws Error if they cannot be read, or a compressed file is cut off or damaged
  std::size_t read(char* bytes, std::size_t count);
  /// How many were taken.
  std::uint64_t position() const { return position_; }

 private:
  std::string name_;
  Read read_;
  std::vector<char> ahead_;
  std::uint64_t position_ = 0;
};

}  // namespace neon
