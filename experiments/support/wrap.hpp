#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace neon::experiments {

/// Number of characters of UTF-8 text.
std::size_t characters(std::string_view text);

/// Breaks text at blanks into lines of at most `width` > 0 characters; longer words are cut. At least one line.
std::vector<std::string> wrap(std::string_view text, std::size_t width);

}  // namespace neon::experiments
