#pragma once
#include <neon/core/types.hpp>

namespace neon {

/// Squared Euclidean distances ‖x_n - y_j‖^2 = ‖x_n‖^2 - 2 x_n.y_j + ‖y_j‖^2 by one matrix product; rounding is clipped
/// at 0.
/// @param x [n, d]  @param y [m, d]  @return [n, m]  @throws Error if the numbers of features differ
Matrix squared_distances(const MatrixView& x, const MatrixView& y);

/// Index of the smallest entry of each row (ties: the first).
Labels row_argmin(const MatrixView& a);

}  // namespace neon
