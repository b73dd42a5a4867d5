#pragma once
#include <neon/network/image_network.hpp>

#include <memory>

namespace neon {

/// An ImageNetwork prepared to be run forward in single precision, through oneDNN: for values of many images. A
/// rectifier that alone reads a convolution or a sum is computed with it. Layers without a fast path run as they are.
/// Runs on threads() threads by itself; results do not depend on how many. Use it from one thread at a time.
class SinglePrecision {
 public:
  /// @throws Error naming a convolution that oneDNN does not take
  explicit SinglePrecision(const ImageNetwork& network);

  /// ImageNetwork::activations, to single precision.  @param x [n, image]  @return [n, value]
  Matrix activations(const MatrixView& x, Index value) const;
  /// ImageNetwork::pooled, to single precision, of several values at once.
  /// @param cells of each value, AveragePooling::grid; empty: 1  @return each [n, channels * cells * cells]
  std::vector<Matrix> pooled(const MatrixView& x, const std::vector<Index>& values,
                             const std::vector<Index>& cells = {}) const;

 private:
  struct Implementation;
  std::shared_ptr<const Implementation> implementation_;
};

}  // namespace neon
