#pragma once
#include <neon/explain/image_composite.hpp>
#include <neon/explain/image_relevance.hpp>
#include <neon/layers/convolutional_stack.hpp>

#include <memory>

namespace neon {

/// Layer-wise relevance propagation through a convolutional network at ONE image: every layer's denominators are
/// computed on construction, and serve any number of maps.
///   R_i = x_i sum_k v_ik s_k,  s_k = R_k / (sum_i x_i v_ik + c_k),  v, c the weights and bias as the layer's rule maps
///   them;  zB at the pixels:  R_i = sum_k (x_i w_ik - l_i w+_ik - h_i w-_ik) s_k
/// A denominator next to 0, beside the largest of its layer, is replaced, sign kept (relevance_shares.hpp): never a
/// NaN. Source: NEON paper, Sec. 5.3; Montavon et al., "Layer-wise relevance propagation: an overview", 2019.
/// It runs on its stack, from one thread at a time as that does.
class ImagePropagator {
 public:
  /// @param pass of one image  @param bounds of its pixels, for zB
  /// @throws Error if there are several images, the composite has no rule for a convolution, bounds are missing or
  /// exclude a pixel, or a rule does not fit: midpoint anywhere, zB elsewhere than at the pixels
  ImagePropagator(const ConvolutionalStack& stack, const ForwardPass& pass, ImageComposite composite,
                  const ChannelBounds& bounds);

  /// Carries relevance from the output of `layer` (1 ... depth; VGG16: 17, 24, 31) down to the pixels. Many maps go as
  /// one batch, in chunks that bound the memory; a map's result does not depend on its batch.
  /// @param relevance [m, channels, h, w] of that layer's output
  /// @throws Error on a shape mismatch, or if relevance is not finite
  ImageRelevance operator()(Index layer, const FeatureMaps& relevance) const;

 private:
  struct Implementation;
  std::shared_ptr<const Implementation> implementation_;
};

}  // namespace neon
