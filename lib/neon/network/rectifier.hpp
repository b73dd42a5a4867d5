#pragma once
#include <neon/layers/activation.hpp>
#include <neon/network/layer.hpp>

namespace neon {

/// SaturatingRelu after every neuron. Relevance passes: a neuron's output has that of its sum.
struct Rectifier {
  Matrix forward(const MatrixView& x) const { return SaturatingRelu::of(x); }
  Matrix pullback(const MatrixView& x, const MatrixView& gradient) const {
    Matrix slope = x;
    SaturatingRelu::derivative(slope);
    return gradient.cwiseProduct(slope);
  }
  Matrix relevance(const MatrixView&, const Pass&, const MatrixView& relevance, const LayerDetail&) const {
    return relevance;
  }
};

}  // namespace neon
