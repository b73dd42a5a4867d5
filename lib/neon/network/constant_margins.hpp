#pragma once
#include <neon/network/pooled_distances.hpp>

namespace neon {

/// Which side a margin over a constant speaks for.
enum class Favours {
  constant,  ///< h_k = o_k - t_k: why the constant (noise, outlier) and not cluster k
  cluster    ///< h_k = t_k - o_k: why cluster k and not the constant
};

struct ConstantMarginOptions {
  Favours favours;
  double stiffness = infinity;   ///< gamma of the pools over members, 1 / unit of d; infinity: hard
  Index rank = 1;                ///< hard pools: the rank-th smallest instead of the minimum
  Eigen::RowVectorXd part = {};  ///< s_i [d] >= 0, summing to 1; empty: 1 / d
};

/// The margins between clusters and a constant competitor, a score that does not depend on x:
///   d_j = ‖x - x_j‖^2 + sum_i v_ji + theta_j,   o_k = pool_{j in C_k} d_j,   h_k = +-(o_k - t_k)
/// with softmin^gamma, hard minima or order statistics over members. Unlike PooledDistances it needs the d_j
/// themselves; where both meet below a MinPool (SideBySide), they are the competitors of a cluster, the constant last.
///   DBSCAN                          members are core points, t = eps^2
///   one-class SVM, kernel density   theta_j = -log(alpha_j) / gamma, t the threshold
///   k-th neighbour, core points     rank k
/// Relevance, with P_j the shares of the pool (hard: the member at that rank, ties share) and s_i each feature's part
/// of what is no feature's own:
///   midpoint   R_i = R_k / h_k q_i,  q_i = +-(a_i + (o_k - sum_i a_i - t_k) s_i),  a_i = sum_j P_j ((x_i - x_ji)^2 +
///   v_ji)
///              a feature's own terms of h_k: under a hard pool (x_i - x_ji)^2 - t_k s_i. Conserves.
///   w^2        R_i = R_k sum_j P_j (x_i - x_ji)^2 / ‖x - x_j‖^2, on x_j itself s_i
///              the squared weights of the distances' gradients. Conserves; no feature of an outlier speaks against it.
///   others     read the layer as affine in (x, x^2), see ExpandedAffine
/// Source: docs/method.md; w^2: Kauffmann, Müller and Montavon, "Towards explaining anomalies: a deep Taylor
/// decomposition of one-class models", 2018.
class ConstantMargins {
 public:
  /// @param constant t_k [K], in units of squared distance
  /// @throws Error if a number does not fit the members, gamma is not positive, or a cluster has fewer members than
  /// rank
  ConstantMargins(PooledMembers members, Vector constant, ConstantMarginOptions options);

  Index clusters() const { return constant_.size(); }
  Index inputs() const { return members_.member.cols(); }
  /// [m, d] x_j as they were given.
  const std::shared_ptr<const Matrix>& points() const { return members_.points; }

  Matrix forward(const MatrixView& x) const { return pass(x).output; }
  Pass pass(const MatrixView& x) const;
  Matrix pullback(const MatrixView& x, const MatrixView& gradient) const;
  Propagation propagation(const Rule& rule) const;

 private:
  /// What the pools did at each point.
  struct Pools {
    Matrix outlier;  ///< o_k [n, K]
    Matrix share;    ///< P_j [n, m], summing to 1 in each cluster
  };
  Pools pools(const MatrixView& x) const;
  /// The pool over the members of one cluster. [n, size] -> o [n]
  Vector outlier(const MatrixView& distance) const;
  /// Its shares. [n, size]
  Matrix shares(const MatrixView& distance, const Vector& outlier) const;
  Index first(Index k) const { return members_.begin[static_cast<std::size_t>(k)]; }
  Index size(Index k) const { return first(k + 1) - first(k); }
  double sign() const { return options_.favours == Favours::constant ? 1 : -1; }
  /// sum_j P_j x_j of cluster k, told from x.
  Eigen::RowVectorXd centre_from(const Eigen::RowVectorXd& z, const Eigen::RowVectorXd& share, Index k) const;
  /// Each feature's own terms of h_k.
  Eigen::RowVectorXd terms(const Eigen::RowVectorXd& z, double outlier, const Eigen::RowVectorXd& share, Index k) const;
  /// sum_j P_j (x_i - x_ji)^2 / ‖x - x_j‖^2
  Eigen::RowVectorXd shares_of_distance(const Eigen::RowVectorXd& z, const Eigen::RowVectorXd& share, Index k) const;

  PooledMembers members_;
  Vector offset_;  // theta_j + sum_i v_ji
  Vector constant_;
  ConstantMarginOptions options_;
};

}  // namespace neon
