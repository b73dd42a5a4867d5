#pragma once
#include <neon/network/layer.hpp>

namespace neon {

/// u = x / ‖x‖. A point at 0 has no direction: u = 0 there, so that the layer is defined everywhere.
/// Relevance of u is that of x: the norm counts as a constant, as in LRP's treatment of normalisation layers.
struct Normalisation {
  static constexpr bool keeps_features = true;

  Index features;

  Index inputs() const { return features; }
  Matrix forward(const MatrixView& x) const;
  /// By the Jacobian (I - u u^T) / ‖x‖; 0 at x = 0.
  Matrix pullback(const MatrixView& x, const MatrixView& gradient) const;
  Matrix relevance(const MatrixView& x, const Pass& pass, const MatrixView& relevance, const LayerDetail& asked) const;
};

}  // namespace neon
