#pragma once
#include <neon/tables/detail/byte_stream.hpp>

#include <array>
#include <streambuf>

namespace neon {

/// The bytes of a ByteStream for readers that want a std::istream.
class StreamBuffer : public std::streambuf {
 public:
  /// @param stream as long as this is used
  explicit StreamBuffer(ByteStream& stream) : stream_(stream) {}

 protected:
  int_type underflow() override {
    const std::size_t count = stream_.read(bytes_.data(), bytes_.size());
    setg(bytes_.data(), bytes_.data(), bytes_.data() + count);
    return count == 0 ? traits_type::eof() : traits_type::to_int_type(bytes_.front());
  }

 private:
  ByteStream& stream_;
  std::array<char, 1 << 16> bytes_{};
};

}  // namespace neon
