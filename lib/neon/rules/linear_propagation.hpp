#pragma once
#include <neon/rules/condition.hpp>
#include <neon/rules/rule.hpp>

namespace neon {

/// What is known of a layer's inputs beyond its weights.
struct InputReference {
  Matrix at_root = {};  ///< [m, d] (root_ki - origin_i) w_ki: what input i gives to neuron k at its root point, for the
                        ///< midpoint rule
  Vector lower = {}, upper = {};  ///< [d] domain of each input, for zB; empty: the rule's bounds for all
  double epsilon_unit = 0;  ///< root mean square of the denominators, which epsilon is told in; 0: of this layer's own
};

/// A dense layer prepared for one rule: the mapped layers are computed once, then serve any number of batches.
/// Nothing is computed about a far origin: denominators are evaluated about the layer's own, and so are messages that
/// do not depend on one (midpoint, zB). Messages x_i w_ik take x_i as it is, which is their definition.
class LinearPropagation {
 public:
  /// @param root [m, d] the neurons' root points less the layer's origin, needed by the midpoint rule (detection
  /// layers), else ignored
  /// @throws Error if the rule needs root points and there are none
  LinearPropagation(const Rule& rule, const Linear& layer, const Matrix& root = {});
  LinearPropagation(Rule rule, const Linear& layer, const InputReference& reference);

  /// @param x inputs of the layer [n, d]  @param relevance of its outputs [n, m]; affine rule: the slopes of their
  /// relevance models  @param condition updated if given
  /// @param output of the layer at x [n, m], where it is known better than a product with x tells it: rules whose terms
  /// are x w alone then take their denominators from there
  /// @return relevance of the inputs [n, d]
  /// @throws Error on a shape mismatch
  Matrix operator()(const MatrixView& x, const MatrixView& relevance, Condition* condition = nullptr,
                    const Matrix* output = nullptr) const;
  /// Relevance of the inputs per unit of input: u with R = x .* u.
  /// @throws Error if the rule's messages are not proportional to the inputs
  Matrix per_unit(const MatrixView& x, const MatrixView& relevance, Condition* condition = nullptr,
                  const Matrix* output = nullptr) const;

  const Rule& rule() const { return rule_; }

 private:
  /// Sums the terms at the expansion point; what they are there, input by input, stays where messages need it.
  void sum_terms(const Linear& layer, const InputReference& reference);
  /// @param z x - expansion point
  Matrix denominators(const Matrix& z, const Matrix* output) const;
  /// What each neuron sends per unit of q_ik: relevance / denominator, or the slope itself.
  Matrix shares(const Matrix& z, const MatrixView& relevance, Condition* condition, const Matrix* output) const;
  /// The floor of one denominator: its rounding, where it is not much larger than that; else 0.
  double floor_of(const Eigen::RowVectorXd& z, double reach, Index neuron, double denominator) const;

  Rule rule_;
  double epsilon_unit_;
  bool reads_activation_ = false;
  double identity_ = 0;  ///< the factor, where all terms are x w; else 0
  Linear activation_;    ///< terms in the activation, summed [m, d]; bias: the denominators at the expansion point;
                         ///< origin: that point
  Matrix constant_;      ///< [m, d] q_ik at the expansion point, where messages are told from there; empty: from 0
  Vector at_0_;          ///< [m] the output at 0, which stands in no denominator without a bias
  Vector norm_, scale_;  ///< [m] sum |weights|, sum |terms at the expansion point|: what the floor is measured by
};

}  // namespace neon
