#pragma once
#include <array>
#include <cstddef>

namespace neon {

/// Points of a path are pooled side by side, one per lane, so that every loop over lanes vectorises.
inline constexpr std::size_t lanes = 64;
struct alignas(64) Lanes {
  std::array<double, lanes> at;
  double& operator[](std::size_t t) { return at[t]; }
  const double& operator[](std::size_t t) const { return at[t]; }
};

}  // namespace neon
