#pragma once
#include <neon/core/types.hpp>

namespace neon {

/// ‖x - y‖^2 of two points from their differences: all digits, wherever the origin lies. Other distances that must
/// decide between near ones are this function's.
/// @param x, y [d], consecutive
double squared_distance(const double* x, const double* y, Index features);

/// Features up to which distances come from differences: a product of so few terms would save nothing.
inline constexpr Index few_features = 16;

/// ‖x_n - y_j‖^2 from the differences, with the points along the registers: for few features.
/// @param x [n, d]  @param y [m, d]  @return [n, m]
Eigen::MatrixXd distances_by_differences(const MatrixView& x, const MatrixView& y);

/// The origin about which squares of y should be expanded: 0, or the mean of y where y lies so far from 0 that 0 would
/// cost digits.
/// @param y [m, d], m >= 1  @param mean_square mean_j ‖y_j‖^2  @return [d]; empty: 0
Eigen::RowVectorXd expansion_origin(const MatrixView& y, double mean_square);

/// Computes from the differences what ‖x_n‖^2 - 2 x_n.y_j + ‖y_j‖^2 has lost: entries far below the squares that
/// cancelled in them. Hardly any, unless some points are much closer to each other than to the origin.
/// @param x_norm, y_norm ‖x_n‖^2 [n], ‖y_j‖^2 [m]  @param distance [n, m]: expanded; afterwards none is negative
void mend_cancelled(const MatrixView& x, const MatrixView& y, const Vector& x_norm, const Vector& y_norm,
                    Eigen::Ref<Matrix, 0, Eigen::OuterStride<>> distance);

/// Squared Euclidean distances ‖x_n - y_j‖^2 = ‖x_n‖^2 - 2 x_n.y_j + ‖y_j‖^2 by one matrix product, about the mean of y
/// where 0 is far; where the squares cancel, from the differences. Every entry is right to about 1e-12 of itself,
/// whatever the origin, the unit, and the sizes of the features.
/// @param x [n, d]  @param y [m, d]  @return [n, m]
/// @throws Error if the numbers of features differ, or a square leaves the range of doubles
Matrix squared_distances(const MatrixView& x, const MatrixView& y);

/// The same to a few points y, and the smallest entry of each row is the smallest of its `squared_distance`s (ties: the
/// first): the decision of nearest_centroids.
Matrix distances_to_centroids(const MatrixView& x, const MatrixView& centroids);

/// Index of the smallest entry of each row (ties: the first).
Labels row_argmin(const MatrixView& a);

}  // namespace neon
