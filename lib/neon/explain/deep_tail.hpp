#pragma once
#include <neon/neuralize/deep_network.hpp>

#include <vector>

namespace neon {

/// The logit of a deep network as a function of z, the pre-activations of its first layer. Along a segment, and from
/// flip to flip, z is affine in what changes, so that the first and largest layer is not evaluated again.
class DeepTail {
 public:
  explicit DeepTail(DeepNetwork net);

  /// f.  @param z [n, width of the first layer]
  Vector value(Matrix z) const;
  /// df / dz  [n, width]
  Matrix gradient(Matrix z) const;
  /// What a unit of feature i adds to z.  [d, width]
  const Matrix& by_feature() const { return transposed_.front(); }
  const DeepNetwork& net() const { return net_; }

 private:
  Matrix next(const Matrix& a, std::size_t l) const;

  DeepNetwork net_;
  std::vector<Matrix> transposed_;  // W^T of every layer of phi
};

}  // namespace neon
