#include "canvas/label_placement.hpp"

#include <cmath>
#include <limits>
#include <numbers>

namespace neon::plots {
namespace {

/// Distance from a point to a label's box; 0 inside.
double distance(const PagePoint& point, const PagePoint& centre, double width, double height) {
  const double x = std::max(0.0, std::abs(point.x - centre.x) - width / 2);
  const double y = std::max(0.0, std::abs(point.y - centre.y) - height / 2);
  return std::hypot(x, y);
}

}  // namespace

std::vector<PagePoint> place_labels(const std::vector<PagePoint>& anchors, const std::vector<PagePoint>& points,
                                    double width, double height, const Box& inside) {
  constexpr int directions = 24, rings = 10;
  constexpr double clearance = 1.1, first_ring = 2.6, ring_pitch = 1;
  std::vector<PagePoint> placed;
  for (const PagePoint& anchor : anchors) {
    PagePoint best{anchor.x, anchor.y - height};
    double least = std::numeric_limits<double>::infinity();
    for (int ring = 0; ring < rings; ++ring) {
      const double radius = first_ring + ring_pitch * ring;
      for (int d = 0; d < directions; ++d) {
        const double angle = 2 * std::numbers::pi * d / directions;
        const PagePoint centre{anchor.x + (radius + width / 4) * std::cos(angle), anchor.y + radius * std::sin(angle)};
        if (centre.x - width / 2 < inside.left || centre.x + width / 2 > inside.right() ||
            centre.y - height / 2 < inside.top || centre.y + height / 2 > inside.bottom())
          continue;
        double cost = 0.25 * radius;
        for (const PagePoint& point : points) cost += distance(point, centre, width, height) < clearance ? 1 : 0;
        for (const PagePoint& other : placed)
          if (std::abs(other.x - centre.x) < width && std::abs(other.y - centre.y) < height) cost += 100;
        if (cost < least) least = cost, best = centre;
      }
    }
    placed.push_back(best);
  }
  return placed;
}

}  // namespace neon::plots
