#pragma once
#include <neon/core/types.hpp>

namespace neon {

/// Principal components: the orthonormal directions of largest variance.
struct Pca {
  Vector mean;        ///< [d]
  Matrix components;  ///< [q, d], orthonormal rows, by decreasing variance; the largest |entry| of a row is positive
  Vector explained_variance;  ///< [q], of the projections (divided by n - 1), in squared units of x
  Vector explained_ratio;     ///< [q], explained_variance / total variance; 0 if all points coincide
};

/// Eigenvectors of the covariance  C = (X - m)^T (X - m) / (n - 1), in the frame of the points: neither the origin nor
/// the unit of x matters.
/// Made for d up to a few thousand; bit-identical for any number of threads.
/// @param x [n, d], finite, n >= 1  @param components q, 1 <= q <= d
/// @throws Error if q is out of range, x has no rows, x is not finite (names the row and column), or squares leave the
///         range of doubles
Pca fit_pca(const MatrixView& x, Index components);

/// Coordinates along the components,  Z = (X - m) V^T.
/// @param x [n, d]  @return [n, q]  @throws Error if x has another number of features
Matrix transform(const Pca& pca, const MatrixView& x);

/// The points of the principal subspace with the given coordinates,  X = Z V + m.
/// @param z [n, q]  @return [n, d]  @throws Error if z has another number of components
Matrix inverse_transform(const Pca& pca, const MatrixView& z);

}  // namespace neon
