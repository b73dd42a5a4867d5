#include <neon/core/error.hpp>
#include <neon/tables/detail/text_encoding.hpp>
#include <neon/text/utf8.hpp>

#include <algorithm>
#include <memory>

namespace neon {
namespace {

constexpr std::string_view utf8_mark = "\xef\xbb\xbf", little_mark = "\xff\xfe", big_mark = "\xfe\xff",
                           utf32_little_mark{"\xff\xfe\0\0", 4}, utf32_big_mark{"\0\0\xfe\xff", 4};
constexpr char32_t replacement = 0xfffd, first_high = 0xd800, first_low = 0xdc00, after_low = 0xe000;

/// Reads UTF-16, hands out UTF-8.
class Utf16Decoder {
 public:
  Utf16Decoder(ByteStream stream, bool big_endian) : stream_(std::move(stream)), big_endian_(big_endian) {}

  std::size_t read(char* bytes, std::size_t count) {
    std::size_t got = 0;
    while (got < count) {
      if (taken_ == decoded_.size() && !decode_more()) break;
      const std::size_t step = std::min(count - got, decoded_.size() - taken_);
      std::copy_n(decoded_.data() + taken_, step, bytes + got);
      taken_ += step;
      got += step;
    }
    return got;
  }

 private:
  bool decode_more() {
    constexpr std::size_t units_at_once = std::size_t{1} << 16U;
    decoded_.clear();
    taken_ = 0;
    std::string raw(2 * units_at_once, '\0');
    raw.resize(stream_.read(raw.data(), raw.size()));
    require(raw.size() % 2 == 0, "{}: is UTF-16 text cut off within its last letter, at byte {}", stream_.name(),
            stream_.position());
    for (std::size_t i = 0; i < raw.size(); i += 2)
      add(big_endian_ ? unit(raw[i], raw[i + 1]) : unit(raw[i + 1], raw[i]));
    if (raw.empty() && high_ != 0) {
      append_utf8(decoded_, replacement);
      high_ = 0;
    }
    return !raw.empty() || !decoded_.empty();
  }

  static char32_t unit(char high, char low) {
    return static_cast<char32_t>(static_cast<unsigned char>(high)) << 8U | static_cast<unsigned char>(low);
  }

  void add(char32_t c) {
    const bool low = first_low <= c && c < after_low;
    if (high_ != 0) {
      append_utf8(decoded_, low ? 0x10000 + ((high_ - first_high) << 10U) + (c - first_low) : replacement);
      high_ = 0;
      if (low) return;
    }
    if (first_high <= c && c < first_low) {
      high_ = c;
    } else {
      append_utf8(decoded_, low ? replacement : c);
    }
  }

  ByteStream stream_;
  bool big_endian_;
  char32_t high_ = 0;  ///< the first half of a pair
  std::string decoded_;
  std::size_t taken_ = 0;
};

void drop(ByteStream& stream, std::string_view mark) {
  std::string bytes(mark.size(), '\0');
  if (stream.peek(mark.size()) == mark) stream.read(bytes.data(), bytes.size());
}

}  // namespace

TextEncoding text_encoding(std::string_view start) {
  if (start.starts_with(utf32_little_mark) || start.starts_with(utf32_big_mark)) return TextEncoding::utf32;
  if (start.starts_with(little_mark)) return TextEncoding::utf16_little;
  if (start.starts_with(big_mark)) return TextEncoding::utf16_big;
  std::size_t even = 0, odd = 0;
  const std::size_t pairs = start.size() / 2;
  for (std::size_t i = 0; i < pairs; ++i) {
    even += start[2 * i] == '\0' ? 1 : 0;
    odd += start[2 * i + 1] == '\0' ? 1 : 0;
  }
  const auto most = [&](std::size_t zeros, std::size_t others) {
    return pairs >= 2 && others == 0 && 4 * zeros >= 3 * pairs;
  };
  if (most(even, odd)) return TextEncoding::utf16_big;
  if (most(odd, even)) return TextEncoding::utf16_little;
  return TextEncoding::utf8;
}

ByteStream as_utf8(ByteStream stream) {
  constexpr std::size_t looked_at = 512;
  const TextEncoding encoding = text_encoding(stream.peek(looked_at));
  require(encoding != TextEncoding::utf32, "{}: is UTF-32 text, should be UTF-8 or UTF-16", stream.name());
  if (encoding == TextEncoding::utf8) {
    drop(stream, utf8_mark);
    return stream;
  }
  const bool big_endian = encoding == TextEncoding::utf16_big;
  drop(stream, big_endian ? big_mark : little_mark);
  const std::string name = stream.name();
  const auto decoder = std::make_shared<Utf16Decoder>(std::move(stream), big_endian);
  return {name, [decoder](char* bytes, std::size_t count) { return decoder->read(bytes, count); }};
}

}  // namespace neon
