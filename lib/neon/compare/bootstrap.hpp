#pragma once
#include <neon/core/types.hpp>

#include <cstdint>

namespace neon {

/// Bootstrap of ratios of sums over points:  score_c = sum_n numerator_nc / sum_n denominator_nc  for `count` samples
/// of n points drawn with replacement, the same samples for every column, so that columns may be compared pairwise.
/// Sample b draws from stream b of the seed: results do not depend on the number of threads.
/// @param numerator, denominator [n, columns]  @return [count, columns]  @throws Error if shapes differ or n is 0
/// Source: Efron and Tibshirani, "An introduction to the bootstrap", Chapman & Hall, 1993, Ch. 13.
Matrix bootstrap_ratios(const MatrixView& numerator, const MatrixView& denominator, Index count, std::uint64_t seed);

/// Interval between two percentiles.
struct Interval {
  double low, high;
};

/// The central interval that holds `share` of the values (linear interpolation between order statistics).
/// @param values at least 1, finite  @param share in (0, 1)
Interval central_interval(Vector values, double share);

}  // namespace neon
