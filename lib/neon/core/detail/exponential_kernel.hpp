#pragma once
#include <neon/core/detail/kernel.hpp>

#include <cstddef>

namespace neon {

/// Sums over the terms e_j of distances d_j, and over d_j e_j; near: of those with d_j < far alone.
struct NearSums {
  double total, near, total_slope, near_slope;
};

/// Exponentials of whole rows, for one instruction set: terms exp(-rate (x_i - origin)) whose exponents are at most
/// 700, 0 where an exponent is below -700. Relative error below 4e-16 (vector_exp).
struct ExponentialKernel {
  /// y_i = the term of x_i; y may be x.  @return their sum
  double (*terms)(const double* x, std::ptrdiff_t count, double rate, double origin, double* y);
  /// The sum of the terms.
  double (*sum)(const double* x, std::ptrdiff_t count, double rate, double origin);
  /// value_g = softmin^s of the scores first[g] ... first[g + 1] - 1, which become the terms exp(-s (score - least of
  /// its group)), or with `shares` those over their sum.
  void (*soft_min_groups)(double* scores, const std::ptrdiff_t* first, std::ptrdiff_t groups, double stiffness,
                          bool shares, double* value);
  /// Of the terms of d_j = distance_j - shift; those of infinite distances are 0.
  NearSums (*near_sums)(const float* distance, std::ptrdiff_t count, double rate, double shift, double far);
  double (*least)(const double* x, std::ptrdiff_t count);  ///< the smallest number; infinity of none
};

NEON_KERNEL(ExponentialKernel, exponential_kernel)

}  // namespace neon
