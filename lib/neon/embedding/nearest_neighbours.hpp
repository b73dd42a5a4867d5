#pragma once
#include <neon/core/types.hpp>

#include <cstdint>

namespace neon {

/// For every point the k others that are nearest, by increasing distance, equal ones in order of the point. Which of
/// several at the k-th distance are among them is left to rounding.
struct Neighbours {
  Eigen::Matrix<std::int32_t, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> index;  ///< [n, k]
  Matrix squared_distance;  ///< [n, k], exactly 0 for duplicates
};

/// Exact nearest neighbours: all n^2 distances by blocks of matrix products, O(n^2 d) time and O(n) memory per thread.
/// @param x [n, d], finite  @param k 0 <= k < n  @throws Error if k is out of range
Neighbours nearest_neighbours(const MatrixView& x, Index k);

}  // namespace neon
