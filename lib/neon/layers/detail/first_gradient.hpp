#pragma once
#include <neon/layers/convolution.hpp>
#include <neon/layers/detail/blocked_maps.hpp>

namespace neon {

/// The gradient of a convolution's input where the input has few channels, as an image has: a general backward pass
/// would fill them up to a whole block and compute the fillers too.
class FirstGradient {
 public:
  FirstGradient(const Convolution& layer, Index block);

  /// @param gradient of the outputs, blocked  @return plain
  BlockedMaps operator()(BufferPool& pool, const BlockedMaps& gradient) const;

 private:
  Index inputs_, block_;
  std::vector<float> weight_;  ///< [groups of inputs, blocks of outputs, 3, 3, inputs of the group, block]
};

}  // namespace neon
