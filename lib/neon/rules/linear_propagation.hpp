#pragma once
#include <neon/rules/condition.hpp>
#include <neon/rules/rule.hpp>

namespace neon {

/// What is known of a layer's inputs beyond its weights.
struct InputReference {
  Matrix at_root =
      {};  ///< [m, d] root_ki w_ki: what input i gives to neuron k at its root point, for the midpoint rule
  Vector lower = {}, upper = {};  ///< [d] domain of each input, for zB; empty: the rule's bounds for all
};

/// A dense layer prepared for one rule: the mapped layers are computed once, then serve any number of batches.
class LinearPropagation {
 public:
  /// @param root [m, d] the neurons' root points, needed by the midpoint rule (detection layers), else ignored
  /// @throws Error if the rule needs root points and there are none
  LinearPropagation(const Rule& rule, const Linear& layer, const Matrix& root = {});
  LinearPropagation(Rule rule, const Linear& layer, const InputReference& reference);

  /// @param x inputs of the layer [n, d]  @param relevance of its outputs [n, m]; affine rule: the slopes of their
  /// relevance models  @param condition updated if given
  /// @return relevance of the inputs [n, d]
  /// @throws Error on a shape mismatch
  Matrix operator()(const MatrixView& x, const MatrixView& relevance, Condition* condition = nullptr) const;
  /// Relevance of the inputs per unit of input: u with R = x .* u.
  /// @throws Error if the rule's messages are not proportional to the inputs
  Matrix per_unit(const MatrixView& x, const MatrixView& relevance, Condition* condition = nullptr) const;

  const Rule& rule() const { return rule_; }

 private:
  Matrix denominators(const MatrixView& x) const;
  /// What each neuron sends per unit of q_ik: relevance / denominator, or the slope itself.
  Matrix shares(const MatrixView& x, const MatrixView& relevance, Condition* condition) const;

  Rule rule_;
  bool reads_activation_ = false;
  Linear activation_;  ///< terms in the activation, summed: their mapped weights [m, d]; their part of the bias [m]
  Matrix constant_;    ///< terms in a constant input, or the root points' part of the midpoint rule [m, d]; empty: none
  Vector constant_total_;  ///< row sums of the constant part [m]
};

}  // namespace neon
