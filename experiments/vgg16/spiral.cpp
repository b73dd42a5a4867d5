#include "experiments/vgg16/spiral.hpp"

#include <neon/core/error.hpp>

#include <algorithm>
#include <cmath>

namespace neon::experiments::vgg16 {

Image spiral(Index size) {
  constexpr Index smallest = 32;
  constexpr double turns = 4, stroke_share = 0.4, margin_share = 0.06;
  require(size >= smallest, "spiral: {} pixels should be at least {}", size, smallest);
  const double centre = static_cast<double>(size) / 2, end = centre * (1 - 2 * margin_share), pitch = end / turns,
               half_stroke = stroke_share * pitch / 2;
  Image image(size, size, {255, 255, 255});
  for (Index y = 0; y < size; ++y)
    for (Index x = 0; x < size; ++x) {
      const double right = static_cast<double>(x) + 0.5 - centre, up = centre - static_cast<double>(y) - 0.5;
      const double radius = std::hypot(right, up), angle = std::atan2(up, right) / (2 * M_PI);
      // The nearest of the turns that the ray from the centre crosses, from the start of the stroke to its end.
      const double turn = std::clamp(std::round(radius / pitch - angle), std::ceil(-angle), std::floor(turns - angle));
      const double distance = std::abs(radius - pitch * (turn + angle));
      const double ink = std::clamp(half_stroke - distance + 0.5, 0.0, 1.0);
      std::fill_n(image.pixel(y, x), 3, static_cast<std::uint8_t>(std::lround(255 * (1 - ink))));
    }
  return image;
}

}  // namespace neon::experiments::vgg16
