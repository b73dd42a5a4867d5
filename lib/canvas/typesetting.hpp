#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace neon::plots {

/// Width of a line of DejaVu Sans, in units of the font size. A few per mille off for rare characters.
double text_width(std::string_view utf8);

/// Lines of at most `width` (in units of the font size), broken at spaces; a longer word gets a line of its own.
std::vector<std::string> wrap(std::string_view utf8, double width);

/// ".2" for 0.2, "-.2" for -0.2: where an axis or its caption has the zeros and space is short.
/// @param text a number as printed
std::string without_leading_zero(std::string text);

}  // namespace neon::plots
