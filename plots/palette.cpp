#include "plots/palette.hpp"

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
  constexpr Rgb half_red{0xef, 0x8a, 0x62}, red{0xb2, 0x18, 0x2b}, half_blue{0x67, 0xa9, 0xcf}, blue{0x21, 0x66, 0xac};
  if (std::isnan(value)) return undefined;
  const double magnitude = std::min(std::abs(value), 1.0);
  const Rgb half = value > 0 ? half_red : half_blue, full = value > 0 ? red : blue;
  return magnitude < 0.5 ? between(white, half, 2 * magnitude) : between(half, full, 2 * magnitude - 1);
}

Rgb grey(double value) {
  if (std::isnan(value)) return undefined;
  return between(white, black, std::clamp(value, 0.0, 1.0));
}

std::string hex(Rgb colour) { return fmt::format("#{:02x}{:02x}{:02x}", colour.red, colour.green, colour.blue); }

double packed(Rgb colour) { return 65536.0 * colour.red + 256.0 * colour.green + colour.blue; }

}  // namespace neon::plots
