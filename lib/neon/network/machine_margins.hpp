#pragma once
#include <neon/clustering/support_vector_machine.hpp>
#include <neon/network/layer.hpp>

namespace neon {

/// The margins of class c over the other classes of a support vector machine (PairDecision). Around a point each is the
/// margin G of one pair of classes. With P_i the shares of the softmin over the support vectors that speak for G, Q_j
/// of those against it (an intercept takes its own, P_0 or Q_0), and T_i = sum_+ P_j (x_i - x_ji)^2 (likewise T_i^-):
///   G = softmin_- - softmin_+,   dG/dx = 2 (sum_+ P_j x_j - sum_- Q_j x_j) + 2 x (sum_- Q_j - sum_+ P_j)
/// sums over support vectors, so that the last term is what an intercept adds. Relevance of h = G:
///   affine     R = x .* dG/dx: gradient x input
///   midpoint   R_i = T_i^- - T_i^+ + (G - sum_i (T_i^- - T_i^+)) s_i,  s_i = (T_i^+ + T_i^-) / sum_i (T_i^+ + T_i^-)
///              what a feature has of the margins d_j - d_i of all pairs, with their shares P_i Q_j: the midpoint rule
///              of each; coefficients, entropies of the shares and the intercept, which no feature owns, are shared in
///              proportion to the distances. Conserves
///   w^2, flat  read dG/dx as the weights. Conserve
///   others     read the layer as affine in (x, x^2), see ExpandedAffine
/// Linear kernels have G = w.(x - z) + f(z) and no squares: midpoint R_i = w_i (x_i - z_i) + f(z) w_i^2 / ‖w‖^2.
/// Source: docs/method.md; rules: Bley et al., "Fast and accurate explanations of distance-based classifiers by
/// uncovering latent explanatory structures", 2025.
class MachineMargins {
 public:
  MachineMargins(SupportVectorMachine model, Index cluster) : model_(std::move(model)), cluster_(cluster) {}

  Index inputs() const { return model_.features(); }
  const SupportVectorMachine& model() const { return model_; }
  /// [m, d] the support vectors; null with a linear kernel.
  std::shared_ptr<const Matrix> points() const;

  Matrix forward(const MatrixView& x) const { return pass(x).output; }
  Pass pass(const MatrixView& x) const;
  Matrix pullback(const MatrixView& x, const MatrixView& gradient) const;
  Propagation propagation(const Rule& rule) const;

 private:
  struct Active;
  struct Around;
  /// The margin as a function of x with its shares held, told from the point.
  Around around(const Eigen::RowVectorXd& x, const Active& active, Index row, const PairMargin& margin) const;
  Matrix crossed(const MatrixView& x, const Pass& pass, const MatrixView& relevance, const LayerDetail& asked,
                 const Rule& rule) const;

  SupportVectorMachine model_;
  Index cluster_;
};

}  // namespace neon
