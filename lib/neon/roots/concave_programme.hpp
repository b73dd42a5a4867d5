#pragma once
#include <neon/core/types.hpp>

namespace neon {

/// The step of a concave quadratic programme in few variables that may not fall below 0:
///   argmax_{lambda >= 0}  slope.(lambda - from) - (lambda - from)^T curvature (lambda - from) / 2
/// By active sets: the variables above 0 are solved for together, one that falls to 0 on the way is held there, and the
/// steepest of those at 0 joins until none rises.
/// @param curvature [n, n] positive definite  @param slope [n] at `from`  @param from [n] >= 0
/// @param level [n] slopes that count as 0
/// Source: Lawson and Hanson, "Solving least squares problems", 1974, chapter 23.
Vector maximise_concave(const Matrix& curvature, const Vector& slope, const Vector& from, const Vector& level);

}  // namespace neon
