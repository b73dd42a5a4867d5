#include "experiments/models/toy_data.hpp"

#include <neon/core/random.hpp>

#include <array>
#include <cmath>
#include <numbers>

namespace neon::experiments::models {

Matrix clouds(Index points, std::uint64_t seed) {
  struct Cloud {
    double x, y, width, height;
  };
  constexpr std::array<Cloud, 3> places{{{-1.5, 1.5, 0.8, 0.25}, {2, 0.4, 0.25, 0.8}, {-0.2, -0.5, 0.35, 0.35}}};
  Random random(seed, 1);
  Matrix x(points, 2);
  for (Index n = 0; n < points; ++n) {
    const Cloud& cloud = places[static_cast<std::size_t>(n) % places.size()];
    x(n, 0) = cloud.x + cloud.width * random.normal();
    x(n, 1) = cloud.y + cloud.height * random.normal();
  }
  return x;
}

Matrix moons(Index points, std::uint64_t seed) {
  Random random(seed, 2);
  Matrix x(points, 2);
  for (Index n = 0; n < points; ++n) {
    const double angle = std::numbers::pi * random.uniform(), side = n % 2 == 0 ? 1 : -1;
    x(n, 0) = 2 * std::cos(angle) - side + 0.12 * random.normal();
    x(n, 1) = side * (2 * std::sin(angle) - 0.5) + 0.12 * random.normal();
  }
  return x;
}

Matrix rays(Index points, std::uint64_t seed) {
  constexpr std::array<double, 3> directions{0.35, 1.35, 2.7};
  Random random(seed, 3);
  Matrix x(points, 2);
  for (Index n = 0; n < points; ++n) {
    const double angle = directions[static_cast<std::size_t>(n) % directions.size()] + 0.13 * random.normal();
    const double length = 0.4 + 2.6 * random.uniform();
    x.row(n) << length * std::cos(angle), length * std::sin(angle);
  }
  return x;
}

}  // namespace neon::experiments::models
