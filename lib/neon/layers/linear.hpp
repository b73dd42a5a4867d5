#pragma once
#include <neon/core/types.hpp>

namespace neon {

/// What a propagation rule may put in place of each weight w.
enum class WeightMap { identity, positive, negative, square, one };

/// w, max(0, w), min(0, w), w^2 or 1.
template <class Number>
Number mapped(WeightMap map, Number weight) {
  switch (map) {
    case WeightMap::positive:
      return weight > 0 ? weight : Number{0};
    case WeightMap::negative:
      return weight < 0 ? weight : Number{0};
    case WeightMap::square:
      return weight * weight;
    case WeightMap::one:
      return 1;
    case WeightMap::identity:
      break;
  }
  return weight;
}
/// The same of a bias, which the map to 1 drops.
template <class Number>
Number mapped_bias(WeightMap map, Number bias) {
  return map == WeightMap::one ? Number{0} : mapped(map, bias);
}

/// Dense layer  y = (x - origin) W^T + b. Inputs far from 0 cancel in x W^T + b; about a point among them they do not.
struct Linear {
  Matrix weight;                   ///< [m, d]
  Vector bias;                     ///< [m] the output at the origin
  Eigen::RowVectorXd origin = {};  ///< [d], in units of x; empty: 0

  Index inputs() const { return weight.cols(); }
  Index outputs() const { return weight.rows(); }

  /// @param x [n, d]  @return [n, m]  @throws Error if x has another number of features
  Matrix forward(const MatrixView& x) const;
  /// @param gradient of the output [n, m]  @return gradient of the input [n, d]
  Matrix backward(const MatrixView& gradient) const;
  /// x - origin
  Matrix centred(const MatrixView& x) const;
};

/// The bias of the same layer told about 0.  [m]
Vector bias_at_zero(const Linear& layer);

}  // namespace neon
