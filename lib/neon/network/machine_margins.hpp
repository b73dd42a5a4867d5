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
  MachineMargins(SupportVectorMachine model, Index cluster);

  Index inputs() const { return model_.features(); }
  const SupportVectorMachine& model() const { return model_; }
  /// [m, d] the support vectors; null with a linear kernel.
  const std::shared_ptr<const Matrix>& points() const { return points_; }

  Matrix forward(const MatrixView& x) const { return pass(x).output; }
  Pass pass(const MatrixView& x) const;
  Matrix pullback(const MatrixView& x, const MatrixView& gradient) const;
  Propagation propagation(const Rule& rule) const;

 private:
  struct Active;
  struct Sides;
  /// A margin at a point that is looked at.
  struct Question {
    Index point, column;
    PairMargin margin;
  };
  /// Those that `weight` [n, K - 1] asks for, in order; or all.
  static std::vector<Question> asked_of(const Active& active, const MatrixView& weight, bool all);
  /// Margins as functions of x with their shares held, told from the point: one row each.
  struct Held {
    Matrix slope;   ///< [q, d] dG/dx
    Matrix parts;   ///< [q, d] of G, by the midpoint rule; no rows where not asked for
    Vector square;  ///< [q] the coefficient of every squared feature
  };
  Held held(const MatrixView& x, const Active& active, const std::vector<Question>& questions, bool parts) const;
  void hold_linear(const MatrixView& x, const std::vector<Question>& questions, Held& result) const;
  /// One side of a machine, at the points of some questions.
  Sides sides(const MachineSide& side, const MatrixView& x, const Active& active,
              const std::vector<Question>& questions, const std::vector<Index>& of, bool terms) const;
  Matrix crossed(const MatrixView& x, const Pass& pass, const MatrixView& relevance, const LayerDetail& asked,
                 const Rule& rule) const;

  SupportVectorMachine model_;
  Index cluster_;
  Eigen::RowVectorXd origin_;  // among the support vectors, told from which they are
  Matrix member_, square_;     // [m, d] x_j - origin, and squared
  std::shared_ptr<const Matrix> points_;
};

}  // namespace neon
