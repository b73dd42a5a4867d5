#include <neon/core/error.hpp>
#include <neon/text/tokenise.hpp>
#include <neon/text/utf8.hpp>

#include <limits>

namespace neon {
namespace {

bool is_ascii_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

}  // namespace

std::vector<Span> tokenise(std::string_view text, Letters letters) {
  require(text.size() <= std::numeric_limits<std::uint32_t>::max(),
          "tokenise: a text of {} bytes should be below 4 GiB", text.size());
  std::vector<Span> words;
  std::size_t first = 0, count = 0;
  const auto end_word = [&](std::size_t end) {
    if (count >= shortest_word)
      words.push_back({static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(end - first)});
    count = 0;
  };
  for (std::size_t at = 0; at < text.size();) {
    CodePoint next{static_cast<unsigned char>(text[at]), 1};
    bool letter = is_ascii_letter(text[at]);
    if (letters == Letters::utf8 && next.value >= 0x80) {
      next = decode(text.substr(at));
      require(next.size > 0, "tokenise: byte {} of the text is no UTF-8", at);
      letter = is_letter(next.value);
    }
    if (letter && count++ == 0) first = at;
    if (!letter) end_word(at);
    at += next.size;
  }
  end_word(text.size());
  return words;
}

std::string lower_case(std::string_view word) {
  std::string lower;
  lower.reserve(word.size());
  for (std::size_t at = 0; at < word.size();) {
    const char c = word[at];
    const CodePoint next = c >= 0 ? CodePoint{static_cast<unsigned char>(c), 1} : decode(word.substr(at));
    if (next.size > 1) {
      append_utf8(lower, lower_case(next.value));
    } else {
      lower += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    }
    at += next.size > 0 ? next.size : 1;
  }
  return lower;
}

}  // namespace neon
