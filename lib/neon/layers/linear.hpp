#pragma once
#include <neon/core/types.hpp>

namespace neon {

/// What a propagation rule may put in place of each weight w.
enum class WeightMap { identity, positive, negative, square, one };

/// Dense layer  y = x W^T + b.
struct Linear {
  Matrix weight;  ///< [m, d]
  Vector bias;    ///< [m]

  Index inputs() const { return weight.cols(); }
  Index outputs() const { return weight.rows(); }

  /// @param x [n, d]  @return [n, m]  @throws Error if x has another number of features
  Matrix forward(const MatrixView& x) const;
  /// @param gradient of the output [n, m]  @return gradient of the input [n, d]
  Matrix backward(const MatrixView& gradient) const;
  /// The same layer with every weight and every bias replaced by its map: w, max(0,w), min(0,w), w^2 or 1 (bias 0).
  Linear mapped(WeightMap map) const;
};

}  // namespace neon
