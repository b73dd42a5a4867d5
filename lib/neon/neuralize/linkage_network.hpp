#pragma once
#include <neon/clustering/agglomerative.hpp>
#include <neon/core/frame.hpp>
#include <neon/layers/linear.hpp>
#include <neon/layers/soft_pool.hpp>

namespace neon {

/// The logit of membership in cluster c of an agglomerative clustering: the pair layer of kernel k-means below hard
/// pools,
///   a_ij = d_j - d_i = 2 (x_i - x_j).x + ‖x_j‖^2 - ‖x_i‖^2   (i in C_c, j in C_k)
///   single: h_k = min_j max_i a_ij,  complete: h_k = max_j min_i a_ij,  averages: h_k = mean_ij a_ij,
///   Ward: the same of the means, h_k = ‖x - m_k‖^2 - ‖x - m_c‖^2
///   f_c = softmin^beta_k h_k
/// (kernel k-means tends to single linkage as gamma grows). The pools factorise, h_k = o_k - o_c. At any point every
/// cluster is stood for by one prototype, its nearest, farthest or mean member (the mean of those that tie): below the
/// pools the network is standard k-means on the prototypes.
/// Squares are expanded about the mean of the cluster's own members, so that neither the origin of the data nor a
/// cluster far away costs digits.
struct LinkageNetwork {
  Index cluster = 0;
  bool farthest = false;     ///< complete linkage: the pools over members take the largest distance
  Frame frame;               ///< about the mean of the members of `cluster`
  Matrix member;             ///< [m, d] in the frame, sorted by cluster; linkages that average: the means, m = K
  Matrix variance;           ///< [m, d] in the frame, of each feature in the average linkages' clusters; else 0
  Vector squared_norm;       ///< [m] ‖z_j‖^2 + row sums of `variance`
  Matrix minus_two_member;   ///< [d, m] -2 z_j in columns
  std::vector<Index> begin;  ///< [K + 1]
  SoftMin pool{infinity};

  Index clusters() const { return static_cast<Index>(begin.size()) - 1; }
  Index features() const { return member.cols(); }
  Index first(Index k) const { return begin[static_cast<std::size_t>(k)]; }
  Index size(Index k) const { return first(k + 1) - first(k); }
  /// Whether the prototypes are the same for all points.
  bool constant() const { return clusters() == member.rows(); }

  /// d_j - ‖x - origin‖^2 of every member, affine in x.  [n, m]
  Matrix distances(const MatrixView& x) const;
  /// Which members stand for their clusters: rows sum to 1 inside each cluster.  @param distance [n, m]  @return [n, m]
  Matrix shares(const Matrix& distance) const;
  Matrix margins(const MatrixView& x) const;
  Matrix pullback(const MatrixView& x, const MatrixView& weight) const;

  /// The detection layer of standard k-means on the prototypes at one point.
  struct Detection {
    Linear layer;    ///< [K - 1, d] about the origin
    Matrix at_root;  ///< [K - 1, d] each feature's part of minus the bias: there its term of o_c less that of o_k
  };
  /// @param share [m] at that point  @param origin [d] where x is told from; the frame's costs no digits
  Detection detection(const Eigen::RowVectorXd& share, const Eigen::RowVectorXd& origin) const;
};

/// @throws Error if c is no cluster, K < 2 or beta is not positive
LinkageNetwork neuralize(const Agglomerative& model, Index c);

}  // namespace neon
