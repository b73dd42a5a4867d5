#pragma once
#include <neon/core/kernel.hpp>

#include <cstddef>
#include <cstdint>

namespace neon {

/// Behind NearestSearch, for one instruction set. Points are packed feature by feature in panels, centroids in groups,
/// as many of each as leave the sums of their products in registers.
struct NearestKernel {
  static constexpr std::ptrdiff_t most_points = 96;     ///< of a panel, for any instruction set
  static constexpr std::ptrdiff_t strip = 16;           ///< features packed at a time
  static constexpr std::ptrdiff_t terms_at_once = 256;  ///< summed apart, which bounds the rounding of long sums

  std::ptrdiff_t panel, group;
  /// The centroids of the smallest two scores  half_norm_k - mu_k.x  of each point of a panel.
  /// @param points [d, panel]  @param centroids groups of [d, group]  @param half_norm [filled], in whole groups
  /// @param first, second, index [panel] written
  void (*smallest)(const float* points, const float* centroids, const float* half_norm, std::ptrdiff_t filled,
                   std::ptrdiff_t d, float* first, float* second, std::int32_t* index);
  /// z = (x - origin) per_unit of `width` <= strip features of some points.
  /// @param x [count] where each point's features begin  @param origin [width]  @param packed [width, panel] written;
  /// points beyond `count` are 0  @param square [count] plus ‖z‖^2
  void (*pack)(const double* const* x, std::ptrdiff_t count, std::ptrdiff_t width, const double* origin,
               double per_unit, float* packed, double* square);
};

NEON_KERNEL(NearestKernel, nearest_kernel)

}  // namespace neon
