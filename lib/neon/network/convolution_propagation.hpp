#pragma once
#include <neon/network/spatial_convolution.hpp>
#include <neon/rules/condition.hpp>

namespace neon {

/// What crossing a layer did, map by map.
struct CrossingAccount {
  Condition condition;
  /// [m] what the bias and the stabiliser took, and what came to neurons without any contribution:
  /// sum of R over outputs = over inputs + kept
  Vector kept;

  explicit CrossingAccount(Index maps) : condition(maps), kept(Vector::Zero(maps)) {}
};

/// A convolution prepared for one rule:
///   R_i = sum_k q_ik s_k,  s_k = R_k / (sum_i q_ik + bias_k),   q_ik the sum of the rule's terms inside the image
/// Terms in the activation are one convolution of the input, terms in a bound or in one another, of the constant they
/// multiply; the border has no terms.
class ConvolutionPropagation {
 public:
  /// @throws Error for the midpoint and the affine rule: a convolution has no root points
  ConvolutionPropagation(const Rule& rule, const SpatialConvolution& layer);

  /// @param x inputs [m, d], or [1, d]: then all relevances are for this one, and its denominators are computed once
  /// @param output of the layer at x  @param relevance of the outputs [m, ...]
  /// @return relevance of the inputs [m, d]; per unit of x if asked
  /// @throws Error on a shape mismatch, or if the rule has no relevance per unit, or x is outside of its bounds
  Matrix operator()(const MatrixView& x, const MatrixView& output, const MatrixView& relevance, bool per_unit,
                    CrossingAccount& account) const;

 private:
  /// sum_i q_ik + bias_k  [n, outputs]
  Matrix denominators(const MatrixView& x, const MatrixView& output) const;
  /// The rounding of one denominator if it is not above what its terms could round to, else 0.
  double floor_of(const double* x, double reach, Index k, double denominator) const;
  void check_bounds(const MatrixView& x) const;

  Rule rule_;
  double identity_ = 0;            ///< the factor, where all terms in the activation are x w; else 0
  SpatialConvolution activation_;  ///< terms in the activation, summed; bias: the mapped bias, if it counts
  SpatialConvolution constant_;    ///< terms that do not depend on the activation, read with ones
  bool has_constant_ = false;
  Eigen::RowVectorXd at_constant_;  ///< [outputs] their sums
  Vector bias_;                     ///< [outputs] of the layer itself
  Vector norm_, scale_;             ///< [output channels] sum |weights|, |bias| + sum |constant terms|
};

}  // namespace neon
