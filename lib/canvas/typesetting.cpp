#include "canvas/typesetting.hpp"

#include <array>

namespace neon::plots {
namespace {

constexpr std::array<double, 26> lower_case{.613, .635, .550, .635, .615, .352, .635, .634, .278,
                                            .278, .579, .278, .974, .634, .612, .635, .635, .411,
                                            .521, .392, .634, .592, .818, .592, .592, .525};
constexpr std::array<double, 26> upper_case{.684, .686, .698, .770, .632, .575, .775, .752, .295,
                                            .295, .656, .557, .863, .748, .787, .603, .787, .695,
                                            .635, .611, .732, .684, .989, .685, .611, .685};

double advance(unsigned char byte) {
  if (byte >= 'a' && byte <= 'z') return lower_case[byte - std::size_t{'a'}];
  if (byte >= 'A' && byte <= 'Z') return upper_case[byte - std::size_t{'A'}];
  switch (byte) {
    case ' ':
    case '.':
    case ',':
      return .318;
    case ':':
    case ';':
    case '/':
    case '|':
      return .337;
    case '(':
    case ')':
    case '[':
    case ']':
      return .390;
    case '-':
      return .361;
    case '\'':
      return .275;
    case '=':
    case '+':
    case '<':
    case '>':
      return .838;
    case '%':
      return .950;
    default:
      return .636;
  }
}

bool continues_character(unsigned char byte) { return (byte & 0xc0U) == 0x80U; }

}  // namespace

double text_width(std::string_view utf8) {
  double width = 0;
  for (const char c : utf8) {
    const auto byte = static_cast<unsigned char>(c);
    if (!continues_character(byte)) width += advance(byte);
  }
  return width;
}

std::vector<std::string> wrap(std::string_view utf8, double width) {
  std::vector<std::string> lines;
  while (!utf8.empty()) {
    const std::string_view word = utf8.substr(0, utf8.find(' '));
    utf8.remove_prefix(word.size() < utf8.size() ? word.size() + 1 : word.size());
    if (word.empty()) continue;
    if (lines.empty() || text_width(lines.back()) + text_width(" ") + text_width(word) > width)
      lines.emplace_back(word);
    else
      lines.back().append(" ").append(word);
  }
  return lines;
}

std::string without_leading_zero(std::string text) {
  const std::size_t zero = text.starts_with('-') ? 1 : 0;
  if (text.compare(zero, 2, "0.") == 0) text.erase(zero, 1);
  return text;
}

}  // namespace neon::plots
