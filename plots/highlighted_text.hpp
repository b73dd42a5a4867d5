#pragma once
#include <string>
#include <vector>

#include "canvas/page.hpp"

namespace neon::plots {

/// A run of characters of one look.
struct Fragment {
  std::string text;  ///< UTF-8; blank space separates words, whatever it is made of
  Rgb ink = black;
  Rgb paper = white;
};

/// Sets the fragments as a paragraph, broken at blank space; fragments that touch stay together. What does not fit
/// gives way to an ellipsis.
/// @return the height taken
double draw_paragraph(Page& page, const Box& box, const std::vector<Fragment>& fragments, double font_size);

}  // namespace neon::plots
