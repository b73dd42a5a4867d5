#pragma once
#include <neon/clustering/hdbscan.hpp>
#include <neon/network/layer.hpp>

namespace neon {

/// The margins of a cluster of HDBSCAN, or of noise, over its competitors. Each is a difference of two of
///   ‖x - p‖^2 (p the nearest member, or x's own neighbour of rank min_samples),  kappa_j^2,  t_k
/// around the point (ReachabilityMargin): a maximum, and the minimum over members, hand all to their active piece.
/// Relevance of h = above - below, with s_i = 1/d:
///   midpoint   R_i = R/h (+-(x_i - p_i)^2 +- t s_i),  R_density = R/h (+-kappa_j^2):  each has its own terms
///   w^2        R_i = R g_i^2 / sum_i g_i^2, g the gradient of h; where that is 0, R s_i. The density has nothing
///   others     read the margin as affine in (x, x^2), see ExpandedAffine; the density is an input of weight 0
/// R_density belongs to no feature (LayerDetail::constant). Both first rules conserve:  sum_i R_i + R_density = R.
class ReachabilityMargins {
 public:
  ReachabilityMargins(Hdbscan model, Index cluster) : model_(std::move(model)), cluster_(cluster) {}

  Index inputs() const { return model_.features(); }
  std::shared_ptr<const Matrix> points() const { return std::make_shared<const Matrix>(model_.search.points()); }
  /// kappa_j^2 of the member that stands for its cluster.
  std::string constant_name() const { return model_.constant_name(); }

  Matrix forward(const MatrixView& x) const { return pass(x).output; }
  Pass pass(const MatrixView& x) const;
  Matrix pullback(const MatrixView& x, const MatrixView& gradient) const;
  Propagation propagation(const Rule& rule) const;

 private:
  /// The gradient of a margin at a point.
  Eigen::RowVectorXd gradient(const ReachabilityMargin& margin, const Eigen::RowVectorXd& x) const;
  /// What each feature has of a margin and, last, the density.
  Eigen::RowVectorXd terms(const ReachabilityMargin& margin, const Eigen::RowVectorXd& x) const;

  Hdbscan model_;
  Index cluster_;
};

}  // namespace neon
