#pragma once
#include <string>
#include <string_view>

namespace neon {

struct HighlightColour {
  std::string background;  ///< "#rrggbb"
  std::string_view ink;    ///< what stands readably on it
};

/// Blue at -1, white at 0, red at 1: the colours of the figures, told apart under every common colour blindness.
HighlightColour highlight_colour(double value);

/// The style sheet of a page, and the paragraph that explains its colours.
extern const std::string_view highlight_style, highlight_legend;

}  // namespace neon
