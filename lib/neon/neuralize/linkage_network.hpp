#pragma once
#include <neon/clustering/agglomerative.hpp>
#include <neon/layers/linear.hpp>
#include <neon/layers/soft_pool.hpp>

namespace neon {

/// The logit of membership in cluster c of an agglomerative clustering: the pair layer of kernel k-means below hard
/// pools,
///   a_ij = d_j - d_i = 2 (x_i - x_j).x + ‖x_j‖^2 - ‖x_i‖^2   (i in C_c, j in C_k)
///   single: h_k = min_j max_i a_ij,  complete: h_k = max_j min_i a_ij,  average: h_k = mean_ij a_ij
///   f_c = softmin^beta_k h_k
/// (kernel k-means tends to single linkage as gamma grows). The pools factorise, h_k = o_k - o_c. At any point every
/// cluster is stood for by one prototype, its nearest, farthest or mean member (the mean of those that tie): below the
/// pools the network is standard k-means on the prototypes.
struct LinkageNetwork {
  Index cluster = 0;
  bool farthest = false;     ///< complete linkage: the pools over members take the largest distance
  Matrix member;             ///< [m, d], sorted by cluster; average linkage: the means, m = K
  Matrix square;             ///< [m, d] x_j .* x_j; average linkage: its mean over the members
  Vector squared_norm;       ///< [m] row sums of `square`
  std::vector<Index> begin;  ///< [K + 1]
  SoftMin pool{infinity};

  Index clusters() const { return static_cast<Index>(begin.size()) - 1; }
  Index features() const { return member.cols(); }
  Index first(Index k) const { return begin[static_cast<std::size_t>(k)]; }
  Index size(Index k) const { return first(k + 1) - first(k); }
  /// Whether the prototypes are the same for all points.
  bool constant() const { return clusters() == member.rows(); }

  /// d_j - ‖x‖^2 of every member, affine in x.  [n, m]
  Matrix distances(const MatrixView& x) const;
  /// Which members stand for their clusters: rows sum to 1 inside each cluster.  @param distance [n, m]  @return [n, m]
  Matrix shares(const Matrix& distance) const;
  Matrix margins(const MatrixView& x) const;
  Matrix pullback(const MatrixView& x, const MatrixView& weight) const;

  /// The detection layer of standard k-means on the prototypes at one point.
  struct Detection {
    Linear layer;    ///< [K - 1, d]
    Matrix at_root;  ///< [K - 1, d] each feature's part of minus the bias: its term of o_c at x = 0 less that of o_k
  };
  /// @param share [m] at that point
  Detection detection(const Eigen::RowVectorXd& share) const;
};

/// @throws Error if c is no cluster, K < 2 or beta is not positive
LinkageNetwork neuralize(const Agglomerative& model, Index c);

}  // namespace neon
