#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace neon {

/// Where a word is in its text, in bytes.
struct Span {
  std::uint32_t first = 0, size = 0;
};

/// What counts as a letter of a word.
enum class Letters {
  ascii,  ///< A-Z and a-z; any other byte ends the word ("[a-z]{3,}" of the paper's protocol: "caf\xe9" is "caf")
  utf8    ///< also the letters beyond ASCII of UTF-8 text: "Zürich" is one word
};

inline constexpr std::size_t shortest_word = 3;

/// The runs of at least three letters, from left to right. Independent of the locale.
/// @throws Error if the text is 4 GiB or longer, or letters are utf8 and the text is not valid UTF-8 (see to_utf8)
std::vector<Span> tokenise(std::string_view text, Letters letters = Letters::ascii);

/// The word in lower case: ASCII, and in valid UTF-8 the Latin, Greek and Cyrillic letters; other bytes stay.
std::string lower_case(std::string_view word);

}  // namespace neon
