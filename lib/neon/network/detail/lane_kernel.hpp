#pragma once
#include <neon/core/detail/kernel.hpp>

#include <cstddef>

namespace neon {

/// Behind lane_pools.hpp, for one instruction set. Rows have `lanes` numbers, one after another.
struct LaneKernel {
  /// softmin^s of `count` rows, lane by lane.  @param result [lanes]
  void (*soft_min)(const double* rows, std::ptrdiff_t count, double stiffness, double* result);
  /// Turns `count` rows into their softmin^s shares, lane by lane.  @param result [lanes] the softmin
  void (*soft_min_shares)(double* rows, std::ptrdiff_t count, double stiffness, double* result);
  /// row_j = sign (start_j + position (end_j - start_j)), lane by lane.  @param position [lanes]
  void (*along)(const double* start, const double* end, double sign, const double* position, std::ptrdiff_t count,
                double* rows);
  /// sum_j += factor . row_j.  @param factor [lanes]  @param sum [count]
  void (*add_sums)(const double* factor, const double* rows, std::ptrdiff_t count, double* sum);
};

NEON_KERNEL(LaneKernel, lane_kernel)

}  // namespace neon
