#pragma once
#include <neon/layers/linear.hpp>
#include <neon/network/layer.hpp>

#include <vector>

namespace neon {

/// Points that stand for clusters, from which PooledDistances is made.
struct PooledMembers {
  Eigen::RowVectorXd origin;                  ///< [d] among the members: squares are expanded there
  Matrix member;                              ///< [m, d] z_j = x_j - origin, sorted by cluster
  std::vector<Index> begin;                   ///< [K + 1]: cluster k owns rows begin[k] ... begin[k + 1] - 1
  Vector offset = {};                         ///< [m] theta_j, in units of squared distance; empty: 0
  Matrix variance = {};                       ///< [m, d] of what a member is the mean of, feature by feature; empty: 0
  std::shared_ptr<const Matrix> points = {};  ///< [m, d] x_j, for who looks for points in clusters
};

/// What the pools over the members did at each point.
struct Pooling {
  Matrix score;    ///< [n, m] d_j, up to a number common to all j of a point
  Matrix share;    ///< [n, m] of the members inside their clusters: q_{j|k} for competitors, r_i for c itself
  Matrix outlier;  ///< [n, K] o_k, up to the same number
};

/// The margins of cluster c over its competitors, from the distances to the members of all clusters:
///   d_j = ‖x - x_j‖^2 + sum_i v_ji + theta_j,   o_k = pool_{j in C_k} d_j,   h_k = o_k - o_c
/// As neurons this is the pair layer below two pools:
///   a_ij = d_j - d_i = w_ij.x + b_ij,  w_ij = 2 (x_i - x_j)   (i in C_c, j in C_k),  h_k = pool_j pool'_i a_ij
/// with softmin^gamma over j and softmax^gamma over i, or hard minima, or hard maxima. The pair layer is never formed:
/// the pools factorise, and a forward pass costs one product with the members. Only differences of the d_j matter.
/// Squares are expanded about an origin among the members, so that data far from 0 lose no digits.
///   kernel k-means   members are support vectors, theta_j = b_k, pool softmin^gamma
///   linkage          single: minimum, complete: maximum; averages and Ward: one member per cluster, its mean
/// Relevance: soft pools share it among the pairs (PairPropagation); under hard pools every cluster is stood for by one
/// prototype, its member or the mean of those that tie (PrototypePropagation).
/// Source: NEON paper, Sec. 3.3; factorisation: docs/method.md.
class PooledDistances {
 public:
  /// @param stiffness gamma of the pools; infinity: hard minimum, -infinity: hard maximum
  PooledDistances(Index cluster, PooledMembers members, double stiffness);

  Index cluster() const { return cluster_; }
  Index clusters() const { return static_cast<Index>(begin_.size()) - 1; }
  Index inputs() const { return member_.cols(); }
  Index members() const { return member_.rows(); }
  Index first(Index k) const { return begin_[static_cast<std::size_t>(k)]; }
  Index size(Index k) const { return first(k + 1) - first(k); }
  double stiffness() const { return stiffness_; }
  const Eigen::RowVectorXd& origin() const { return origin_; }
  const Matrix& member() const { return member_; }              ///< [m, d] z_j = x_j - origin
  const Vector& squared_norm() const { return squared_norm_; }  ///< [m] ‖z_j‖^2
  const Vector& offset() const { return offset_; }              ///< [m] theta_j + sum_i v_ji
  /// [m, d] x_j as they were given.
  const std::shared_ptr<const Matrix>& points() const { return points_; }

  Matrix forward(const MatrixView& x) const { return margins_of(pooling(x)); }
  Pass pass(const MatrixView& x) const;
  Matrix pullback(const MatrixView& x, const MatrixView& gradient) const { return pullback_of(pooling(x), gradient); }
  Propagation propagation(const Rule& rule) const;

  /// d_j of every member, up to a number common to all j of a point: affine in x, and as near to the d_j as the numbers
  /// themselves, also where most of ‖x - origin‖^2 cancels.  [n, m]
  Matrix scores(const MatrixView& x) const;
  Matrix score_weight() const { return minus_two_member_; }
  Matrix from_scores(Matrix scores) const;
  Matrix pullback_scores(const Matrix& scores, const MatrixView& gradient) const;
  Matrix back_from_scores(const MatrixView& gradient) const;
  Matrix mean_score_gradient(const Matrix& start, const Matrix& end, Index steps, const SoftMin& pool) const;
  /// Hard maxima have none.
  std::shared_ptr<const FollowedLogit> followed(const SoftMin& pool) const;

  Pooling pooling(const MatrixView& x) const { return pooling_of(scores(x)); }
  /// The pools over given scores [n, m].
  Pooling pooling_of(Matrix score) const;
  Matrix margins_of(const Pooling& pooling) const;
  /// The pullback at points whose pools are given:
  ///   sum_k weight_k grad h_k = 2 (sum_k weight_k) sum_i r_i x_i - 2 sum_k weight_k sum_j q_{j|k} x_j
  Matrix pullback_of(const Pooling& pooling, const MatrixView& weight) const;
  /// sum_k weight_k dh_k / dd_j  [n, m]
  Matrix score_gradient(const Pooling& pooling, const MatrixView& weight) const;

  /// Points that have members of this and of another cluster so near that little is left of the squares which cancel
  /// in their distances: sums over the members lose what tells those apart.  @param score of x  @return [n]
  std::vector<bool> crowded(const MatrixView& x, const Matrix& score) const;

  /// The pair layer of competitor k, formed: row (i, j) at i * |C_k| + j. For reading the network and for rules that
  /// split the weights by sign.
  Linear pair_layer(Index k) const;

  /// The detection layer of standard k-means on one prototype per cluster, the members' mean by their shares.
  struct Detection {
    Linear layer;    ///< [K - 1, d] about the origin
    Matrix at_root;  ///< [K - 1, d] each feature's part of minus the bias: there its term of o_c less that of o_k
  };
  /// @param share [m] at some point  @param origin [d] where x is told from; this layer's costs no digits
  Detection detection(const Eigen::RowVectorXd& share, const Eigen::RowVectorXd& origin) const;

 private:
  /// Up to which ‖z‖^2 is added to the scores. Far from all members it is much larger than what tells them apart; it is
  /// common to all, and left out.
  double largest_square() const { return 4 * squared_norm_.maxCoeff(); }
  void add_square(const Eigen::RowVectorXd& z, double square, double* score) const;
  /// o_k of hard pools over given scores. [n, K]
  Matrix hard_outliers(const Matrix& score) const;
  /// What sum_k weight_k h_k takes from the members of cluster k. [n]
  Vector factor(const MatrixView& weight, Index k) const;

  Index cluster_;
  Eigen::RowVectorXd origin_;
  Matrix member_, minus_two_member_;  // [m, d]; [d, m] -2 z_j in columns
  Matrix variance_;                   // [m, d] or empty
  Vector squared_norm_, offset_;
  std::vector<Index> begin_;
  double stiffness_;
  std::shared_ptr<const Matrix> points_;
};

}  // namespace neon
