#pragma once
#include <neon/layers/linear.hpp>
#include <neon/network/layer.hpp>

namespace neon {

/// Whether a rule counts the squares of the weights alone: layers of distances then read the gradient's.
bool squares_weights(const Rule& rule);

/// An affine layer on the expanded features (y, y^2), y = x - centre: expansion and affine layer in one, because they
/// share the centre. Its coefficients are small numbers where the centre is near the data, and there it is evaluated;
/// rules read the features themselves, about 0, and a feature receives what both of its inputs have.
struct ExpandedAffine {
  Eigen::RowVectorXd centre;  ///< [d] of the expansion
  Linear linear;              ///< [m, 2 d] on (y, y^2)
  Matrix constant;            ///< [m, d] each feature's part of the bias: minus what it gives at the root point

  Index inputs() const { return centre.size(); }
  /// (y, y^2).  @param x [n, d]  @return [n, 2 d]
  Matrix expand(const MatrixView& x) const;
  Matrix forward(const MatrixView& x) const { return linear.forward(expand(x)); }
  Matrix pullback(const MatrixView& x, const MatrixView& gradient) const;
  /// The midpoint rule stays at the centre. The bounds of zB are those of x, carried over to x^2.
  Propagation propagation(const Rule& rule) const;
  /// The same function, expanded about another centre.
  ExpandedAffine about(const Eigen::RowVectorXd& other) const;
};

}  // namespace neon
