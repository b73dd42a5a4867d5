#include "experiments/support/wrap.hpp"

#include <algorithm>

namespace neon::experiments {
namespace {

bool starts_character(char byte) { return (static_cast<unsigned char>(byte) & 0xc0U) != 0x80U; }

/// How many bytes the first `count` characters take.
std::size_t bytes_of(std::string_view text, std::size_t count) {
  std::size_t end = 0;
  for (std::size_t seen = 0; end < text.size(); ++end)
    if (starts_character(text[end]) && seen++ == count) break;
  return end;
}

}  // namespace

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), starts_character));
}

std::vector<std::string> wrap(std::string_view text, std::size_t limit) {
  std::vector<std::string> lines(1);
  while (!text.empty()) {
    const std::size_t blank = std::min(text.find(' '), text.size());
    std::string_view word = text.substr(0, blank);
    text.remove_prefix(std::min(blank + 1, text.size()));
    if (word.empty()) continue;
    if (!lines.back().empty() && characters(lines.back()) + 1 + characters(word) > limit) lines.emplace_back();
    if (!lines.back().empty()) lines.back() += ' ';
    for (; characters(word) > limit; lines.emplace_back()) {
      const std::size_t cut = bytes_of(word, limit);
      lines.back() += word.substr(0, cut);
      word.remove_prefix(cut);
    }
    lines.back() += word;
  }
  return lines;
}

}  // namespace neon::experiments
