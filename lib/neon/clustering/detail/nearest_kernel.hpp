#pragma once
#include <neon/core/detail/kernel.hpp>

#include <cstddef>
#include <cstdint>

namespace neon {

/// Behind NearestSearch, for one instruction set. Points are turned feature by feature into panels, centroids stand in
/// groups, as many of each as leave the sums of their products in registers.
struct NearestKernel {
  static constexpr std::ptrdiff_t most_points = 96;     ///< of a panel, for any instruction set
  static constexpr std::ptrdiff_t terms_at_once = 256;  ///< summed apart, which bounds the rounding of long sums

  std::ptrdiff_t panel, group;
  /// z = (x - origin) per_unit of one point.  @param x, origin, z [d]  @return ‖z‖^2
  double (*centre)(const double* x, const double* origin, double per_unit, std::ptrdiff_t d, float* z);
  /// @param z [count] where each point begins  @param packed [d, panel] written; points beyond `count` are 0
  void (*turn)(const float* const* z, std::ptrdiff_t count, std::ptrdiff_t d, float* packed);
  /// The centroids of the smallest two scores  half_norm_k - mu_k.x  of each point of a panel.
  /// @param points [d, panel]  @param centroids groups of [d, group]  @param half_norm [filled], in whole groups
  /// @param first, second, index [panel] written
  void (*smallest)(const float* points, const float* centroids, const float* half_norm, std::ptrdiff_t filled,
                   std::ptrdiff_t d, float* first, float* second, std::int32_t* index);
  /// The scores of one group of centroids.  @param score [group, panel] written
  void (*scores)(const float* points, const float* centroids, const float* half_norm, std::ptrdiff_t d, float* score);
  /// ‖x - y‖^2, no sum longer than d / 8 + 64 terms.
  float (*squared)(const float* x, const float* y, std::ptrdiff_t d);
};

NEON_KERNEL(NearestKernel, nearest_kernel)

}  // namespace neon
