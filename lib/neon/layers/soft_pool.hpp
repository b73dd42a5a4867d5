#pragma once
#include <neon/core/types.hpp>

namespace neon {

/// Soft-min pool over each row:  f = -1/s log sum_j exp(-s a_j)  <=  min_j a_j  (not mean-normalised).
/// Evaluated in log-sum-exp form: finite for any finite input. s = infinity is the hard minimum, ties share equally.
/// Source: NEON paper, Prop. 1.
struct SoftMin {
  double stiffness;  ///< s > 0, in 1 / unit of a; infinity: hard

  /// @param a [n, m], m >= 1  @return [n]
  Vector forward(const MatrixView& a) const;
  /// exp(-s a_j) / sum_j' exp(-s a_j'): the gradient df/da, and the min-take-most shares of relevance. Rows sum to 1.
  Matrix shares(const MatrixView& a) const;
};

/// Soft-max pool over each row:  f = +1/s log sum_j exp(+s a_j)  >=  max_j a_j.  Mirror image of SoftMin.
struct SoftMax {
  double stiffness;

  Vector forward(const MatrixView& a) const { return -SoftMin{stiffness}.forward(-a); }
  /// The gradient, and the max-take-most shares. Rows sum to 1.
  Matrix shares(const MatrixView& a) const { return SoftMin{stiffness}.shares(-a); }
};

}  // namespace neon
