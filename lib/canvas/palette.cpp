#include "canvas/palette.hpp"

#include <neon/images/heatmap.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace neon::plots {
namespace {

std::uint8_t between(std::uint8_t from, std::uint8_t to, double share) {
  return static_cast<std::uint8_t>(std::lround(from + share * (to - from)));
}

Rgb between(Rgb from, Rgb to, double share) {
  return {between(from.red, to.red, share), between(from.green, to.green, share), between(from.blue, to.blue, share)};
}

}  // namespace

Rgb diverging(double value) {
  const auto [red, green, blue] = diverging_colour(value);
  return {red, green, blue};
}

Rgb grey(double value) {
  if (std::isnan(value)) return undefined;
  return between(white, black, std::clamp(value, 0.0, 1.0));
}

std::string hex(Rgb colour) { return fmt::format("#{:02x}{:02x}{:02x}", colour.red, colour.green, colour.blue); }

double packed(Rgb colour) { return 65536.0 * colour.red + 256.0 * colour.green + colour.blue; }

}  // namespace neon::plots
