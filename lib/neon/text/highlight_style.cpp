#include <neon/text/highlight_style.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace neon {
namespace {

using Rgb = std::array<double, 3>;

Rgb diverging(double value) {
  constexpr Rgb white{255, 255, 255}, half_red{0xef, 0x8a, 0x62}, red{0xb2, 0x18, 0x2b}, half_blue{0x67, 0xa9, 0xcf},
      blue{0x21, 0x66, 0xac};
  const double magnitude = std::min(std::abs(value), 1.0);
  const Rgb& half = value > 0 ? half_red : half_blue;
  const Rgb& from = magnitude < 0.5 ? white : half;
  const Rgb& to = magnitude < 0.5 ? half : value > 0 ? red : blue;
  const double share = magnitude < 0.5 ? 2 * magnitude : 2 * magnitude - 1;
  Rgb mixed;
  for (std::size_t i = 0; i < mixed.size(); ++i) mixed[i] = from[i] + share * (to[i] - from[i]);
  return mixed;
}

std::string hex(const Rgb& colour) {
  return fmt::format("#{:02x}{:02x}{:02x}", std::lround(colour[0]), std::lround(colour[1]), std::lround(colour[2]));
}

std::string_view ink(const Rgb& colour) {
  return 0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2] < 140 ? "#fff" : "#000";
}

}  // namespace

HighlightColour highlight_colour(double value) {
  const Rgb colour = diverging(value);
  return {hex(colour), ink(colour)};
}

const std::string_view highlight_style = R"(<style>
body { font: 16px/1.5 sans-serif; max-width: 60em; margin: 2em auto; padding: 0 1em; color: #000; background: #fff }
.text { white-space: pre-wrap; overflow-wrap: anywhere; font: 15px/1.6 monospace; border: 1px solid #ccc; padding: 1em }
.text b, .key b { font-weight: normal; border-radius: 2px }
.text i, .key i { font-style: normal; color: #767676 }
.numbers { color: #444 }
.scale { display: inline-block; width: 8em; height: 0.8em; border: 1px solid #ccc;
  background: linear-gradient(to right, #2166ac, #67a9cf, #fff, #ef8a62, #b2182b) }
article { margin-top: 3em }
th, td { text-align: left; padding: 0 1em 0 0 }
</style>
)";

const std::string_view highlight_legend =
    "<p class=\"key\"><b style=\"background:#ef8a62\">red</b>: speaks for the cluster; "
    "<b style=\"background:#67a9cf\">blue</b>: speaks against it; the strongest word of each text has the darkest "
    "colour; <i>grey</i>: stop word, or no word vector; plain: too short for a word. The number shows when the pointer "
    "rests on a word.</p>\n";

}  // namespace neon
