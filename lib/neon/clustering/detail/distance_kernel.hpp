#pragma once
#include <neon/core/detail/kernel.hpp>

#include <cstddef>

namespace neon {

/// Behind distances.hpp, for one instruction set.
struct DistanceKernel {
  /// ‖x - y‖^2 of two points.
  double (*squared)(const double* x, const double* y, std::ptrdiff_t features);
  /// distance_nj = sum_i (x_in - y_ji)^2 with the points along the registers.
  /// @param x [d, n]  @param y [m, d], rows `stride` apart  @param distance [m, n] written
  void (*by_differences)(const double* x, std::ptrdiff_t n, std::ptrdiff_t d, const double* y, std::ptrdiff_t stride,
                         std::ptrdiff_t m, double* distance);
  /// How many distances are not at least kept (own + norm_j).  @param distance, norm [m]
  std::ptrdiff_t (*cancelled)(const double* distance, double own, const double* norm, double kept, std::ptrdiff_t m);
  /// How many numbers are at most `limit`.
  std::ptrdiff_t (*up_to)(const double* values, double limit, std::ptrdiff_t count);
};

NEON_KERNEL(DistanceKernel, distance_kernel)

}  // namespace neon
