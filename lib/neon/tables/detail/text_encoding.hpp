#pragma once
#include <neon/tables/detail/byte_stream.hpp>

namespace neon {

enum class TextEncoding { utf8, utf16_little, utf16_big, utf32 };

/// What the first bytes of a text say: by its byte-order mark or, for UTF-16 without one, by the zero in every pair of
/// bytes that a letter of ASCII has. Anything else counts as UTF-8.
TextEncoding text_encoding(std::string_view start);

/// The same text in UTF-8 without its byte-order mark; halves of surrogate pairs become U+FFFD.
/// @throws Error if it is UTF-32, and while reading, if UTF-16 ends within a unit
ByteStream as_utf8(ByteStream stream);

}  // namespace neon
