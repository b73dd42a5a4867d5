#pragma once
#include <neon/clustering/kmeans.hpp>
#include <neon/explain/explanation.hpp>

namespace neon {

/// Standard k-means under the midpoint rule, for points of different clusters at once. With the min-take-most shares
/// p_k, s_k = -p_k f / h_k for k != c and s_c = -sum_k s_k, the messages of all competitors are two products:
///   R_i = sum_k (x_i - m_ik) w_ik p_k f / h_k = 2 x_i (s M)_i - (s M^2)_i,   M the centroids, M^2 their squares.
/// The rule does not see translations: points and centroids are taken relative to the centroids' mean, so that nothing
/// cancels. Equal to Propagator to rounding; about as fast as the two products.
class MidpointTile {
 public:
  /// @throws Error if beta is not positive or K < 2  @pre all offsets are 0: root points are midpoints
  explicit MidpointTile(const KMeans& model);

  static constexpr Index rows = 64;  ///< most points of one call

  /// Explains some points; their rows in `result` should exist, from `first` on.
  /// @param x [at most rows, d]
  /// @param assign whether the clusters are found here: the nearest centroid (ties: the first)
  /// @param cluster [rows of x] the cluster that each point is explained for, read or written
  void operator()(const MatrixView& x, bool assign, Index* cluster, Index first, Explanation& result) const;

 private:
  Eigen::RowVectorXd origin_;
  Matrix centroids_;          ///< M [K, d]
  Matrix minus_two_;          ///< -2 M [K, d]
  Matrix centroids_squares_;  ///< (2 M, -M^2) [K, 2 d]
  Vector squared_norm_;       ///< [K]
  double beta_;
};

}  // namespace neon
