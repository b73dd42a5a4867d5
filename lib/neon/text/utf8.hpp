#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace neon {

/// One character of UTF-8 text.
struct CodePoint {
  char32_t value = 0;
  std::size_t size = 0;  ///< bytes; 0: the bytes are no UTF-8
};

/// The character at the start of a text that is not empty: no overlong forms, no surrogates, at most U+10FFFF.
CodePoint decode(std::string_view text);

void append_utf8(std::string& text, char32_t value);

bool is_utf8(std::string_view text);

/// Latin-1 bytes as UTF-8; 0x80-0x9f as in Windows-1252, as every browser reads them.
std::string from_latin1(std::string_view text);

/// The text itself if it is valid UTF-8, else taken for latin-1.
std::string to_utf8(std::string_view text);

/// A letter by the blocks of Unicode: ASCII letters, and beyond U+00BF whatever is not in a block of punctuation,
/// symbols, private use or pictures. Combining marks count, so that accents do not end a word.
bool is_letter(char32_t value);

/// Lower case of Latin, Greek and Cyrillic letters; others stay.
char32_t lower_case(char32_t value);

}  // namespace neon
