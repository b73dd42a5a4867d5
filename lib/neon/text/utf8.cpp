#include <neon/text/utf8.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace neon {

CodePoint decode(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const std::size_t size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < size) return {};
  char32_t value = lead & (0x7fU >> size);
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return {};
    value = value << 6 | (byte(i) & 0x3fU);
  }
  constexpr std::array<char32_t, 5> smallest{0, 0, 0x80, 0x800, 0x10000};
  if (value < smallest[size] || value > 0x10ffff || (value >= 0xd800 && value < 0xe000)) return {};
  return {value, size};
}

void append_utf8(std::string& text, char32_t value) {
  const auto put = [&](char32_t byte) { text += static_cast<char>(static_cast<unsigned char>(byte)); };
  const auto continuation = [&](int shift) { put(0x80 | ((value >> shift) & 0x3f)); };
  if (value < 0x80) {
    put(value);
  } else if (value < 0x800) {
    put(0xc0 | value >> 6);
    continuation(0);
  } else if (value < 0x10000) {
    put(0xe0 | value >> 12);
    continuation(6);
    continuation(0);
  } else {
    put(0xf0 | value >> 18);
    continuation(12);
    continuation(6);
    continuation(0);
  }
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t size = decode(text).size;
    if (size == 0) return false;
    text.remove_prefix(size);
  }
  return true;
}

std::string from_latin1(std::string_view text) {
  constexpr std::array<char16_t, 32> windows_1252{0x20ac, 0x81,   0x201a, 0x192,  0x201e, 0x2026, 0x2020, 0x2021,
                                                  0x2c6,  0x2030, 0x160,  0x2039, 0x152,  0x8d,   0x17d,  0x8f,
                                                  0x90,   0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
                                                  0x2dc,  0x2122, 0x161,  0x203a, 0x153,  0x9d,   0x17e,  0x178};
  std::string converted;
  converted.reserve(text.size() + text.size() / 16);
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    append_utf8(converted, byte >= 0x80 && byte < 0xa0 ? windows_1252[byte - 0x80U] : byte);
  }
  return converted;
}

std::string to_utf8(std::string_view text) { return is_utf8(text) ? std::string(text) : from_latin1(text); }

bool is_letter(char32_t value) {
  if (value < 0x80) return (value >= 'a' && value <= 'z') || (value >= 'A' && value <= 'Z');
  using Range = std::pair<char32_t, char32_t>;
  constexpr std::array<Range, 12> not_letters{{{0x80, 0xbf},
                                               {0xd7, 0xd7},
                                               {0xf7, 0xf7},
                                               {0x2000, 0x206f},
                                               {0x20a0, 0x20cf},
                                               {0x2100, 0x2bff},
                                               {0x2e00, 0x2e7f},
                                               {0x3000, 0x303f},
                                               {0xe000, 0xf8ff},
                                               {0xfe00, 0xfe6f},
                                               {0xff00, 0xff20},
                                               {0x1f000, 0x1ffff}}};
  return std::none_of(not_letters.begin(), not_letters.end(),
                      [value](Range range) { return value >= range.first && value <= range.second; }) &&
         value < 0xe0000;
}

char32_t lower_case(char32_t value) {
  const auto within = [value](char32_t first, char32_t last) { return value >= first && value <= last; };
  if (within('A', 'Z') || (within(0xc0, 0xde) && value != 0xd7)) return value + 32;  // ASCII, Latin-1
  if (value == 0x178) return 0xff;
  if (within(0x139, 0x148) || within(0x179, 0x17e)) return value + value % 2;  // Latin Extended-A, odd first
  if (within(0x100, 0x177) && value != 0x130) return value | 1;                // Latin Extended-A
  if (within(0x391, 0x3a9) || within(0x410, 0x42f)) return value + 32;         // Greek, Cyrillic
  if (within(0x400, 0x40f)) return value + 80;
  switch (value) {  // Greek with an accent
    case 0x386:
      return 0x3ac;
    case 0x388:
    case 0x389:
    case 0x38a:
      return value + 37;
    case 0x38c:
      return 0x3cc;
    case 0x38e:
    case 0x38f:
      return value + 63;
    default:
      return value;
  }
}

}  // namespace neon
