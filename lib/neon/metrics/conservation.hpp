#pragma once
#include <neon/core/types.hpp>

namespace neon {

/// How far relevances are from adding up to what they explain:  |sum_i R_i - f| / max(|f|, floor s),  over the points;
/// s is the largest |f| or |sum_i R_i| of them all.
struct Conservation {
  double worst = 0;
  double mean = 0;
};

/// @param relevance [n, d]  @param f [n] the explained evidence
/// @param floor > 0, a share of s: below it the residual is judged relative to the floor, since no sum of
/// rounded terms is exact relative to an evidence of nearly 0
/// @throws Error if there are no points, the lengths differ, or a sum or f is not finite (names the point)
Conservation conservation(const MatrixView& relevance, const Vector& f, double floor = 1e-12);

}  // namespace neon
