#include <neon/core/error.hpp>
#include <neon/network/pixel_scale.hpp>

#include <cmath>

namespace neon {

void PixelScale::check() const {
  for (const double value : mean)
    require(value >= 0 && value <= 1, "mean of a channel in [0, 1]: {} should be in [0, 1]", value);
  for (const double value : deviation)
    require(value > 0 && std::isfinite(value), "standard deviation of a channel in [0, 1]: {} should be positive",
            value);
}

Vector PixelScale::black() const {
  return Vector::NullaryExpr(static_cast<Index>(mean.size()), [this](Index c) { return of(0, c); });
}

Vector PixelScale::white() const {
  return Vector::NullaryExpr(static_cast<Index>(mean.size()), [this](Index c) { return of(255, c); });
}

}  // namespace neon
