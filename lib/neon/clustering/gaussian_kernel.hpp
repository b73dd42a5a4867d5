#pragma once
#include <neon/clustering/pair_matrix.hpp>

namespace neon {

/// K_ij = exp(-gamma ‖x_i - x_j‖^2) of every pair, computed in double and stored as Scalar (float or double), with
/// K_ii = 1 and K_ij = K_ji exactly. Blocks of points in parallel; the same bits for any number of threads.
/// @param x [n, d], finite  @return [n, n]
/// @throws Error if gamma is not positive and finite, or x is not finite (names the row and column)
template <class Scalar>
PairMatrix<Scalar> gaussian_kernel(const MatrixView& x, double gamma);

/// The gamma at which, on average over the points, a given share of a point's similarity to the others falls on its
/// nearest neighbours:
///   mean_i  sum_{j in N(i)} K_ij / sum_{j != i} K_ij = share,   N(i) the `neighbours` nearest other points.
/// The smallest distance of each row is subtracted before the exponential: isolated points do not underflow. Distances
/// are held in single precision, which moves gamma by about 1e-8 of itself.
/// @param neighbours 1 ... n - 2  @param share in (neighbours / (n - 1), 1)
/// @throws Error if a parameter is out of range, x is not finite, or no gamma reaches the share (points that tie)
/// Source: NEON paper, Sec. 5.2, with share 0.5 and n / K neighbours.
double gamma_for_neighbour_share(const MatrixView& x, Index neighbours, double share);

/// 1 / (d mean_i var x_i): scikit-learn's "scale", with the variance of each feature about its own mean.
/// @param x [n, d], finite  @throws Error if all points are equal
double scale_gamma(const MatrixView& x);

}  // namespace neon
