#pragma once
#include <cstdint>
#include <functional>
#include <optional>
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
  /// Takes all that are left.  @throws Error in the same way, or if they do not fit into memory
  std::string rest();
  /// How many were taken.
  std::uint64_t position() const { return position_; }
  /// Are the bytes of a file unpacked? Its size says nothing then.
  bool packed() const { return packed_; }
  /// The size of a file that is as it is, where it has one.
  std::optional<std::uint64_t> size() const { return size_; }

 private:
  std::string name_;
  Read read_;
  std::vector<char> ahead_;
  std::uint64_t position_ = 0;
  bool packed_ = false;
  std::optional<std::uint64_t> size_;
};

}  // namespace neon
