#pragma once
#include <neon/layers/convolution.hpp>
#include <neon/layers/feature_maps.hpp>

#include <memory>

namespace neon {

class ForwardPass;

/// A convolutional network ready to run: single precision, through oneDNN, with every image layer's arrays in the
/// blocked memory format that the library prefers; primitives and re-ordered weights are made once per image size and
/// kept. Runs on threads() threads by itself; results do not depend on how many. Use it from one thread at a time.
class ConvolutionalStack {
 public:
  /// @throws Error as ConvolutionalNetwork::check
  explicit ConvolutionalStack(ConvolutionalNetwork network);

  const ConvolutionalNetwork& network() const;

  /// Activations of the layers asked for, one batch each, in their order; nothing else is kept.
  /// @param images [n, channels, h, w]; h and w multiples of the network's reduction (VGG16: 32)
  /// @param arithmetic direct gives what `pass` gives; winograd the same to single precision
  /// @throws Error on another number of channels, another size, an unknown layer, or a pixel that is not finite (named)
  std::vector<FeatureMaps> forward(const FeatureMaps& images, const std::vector<Index>& layers,
                                   Arithmetic arithmetic = Arithmetic::direct) const;

  /// The same, keeping all activations and where the maxima were: what gradients and relevance need.
  ForwardPass pass(const FeatureMaps& images) const;

  struct Implementation;
  Implementation& implementation() const { return *implementation_; }

 private:
  std::shared_ptr<Implementation> implementation_;
};

/// What the layers did at one batch of images. Lives as long as somebody holds it, also without its stack.
class ForwardPass {
 public:
  /// Output of a layer; layer 0: the images.  @throws Error if there is no such layer
  FeatureMaps activations(Index layer) const;

  /// Gradient with respect to the images (by Winograd's arithmetic):  sum_k gradient_k grad a_k,  a the output of
  /// `layer`. The rectifier has slope 0 at 0; a max-pool hands everything to the first of the largest.
  /// @param gradient [m, channels, h, w] of the layer's output; m as many as there were images, or any number if there
  /// was one: then all are for this image, as one batch
  /// @return [m, channels of the image, height, width]  @throws Error on a shape mismatch
  FeatureMaps pullback(Index layer, const FeatureMaps& gradient) const;

  Index images() const;

  struct State;
  const std::shared_ptr<State>& state() const { return state_; }

 private:
  friend class ConvolutionalStack;
  std::shared_ptr<State> state_;
};

}  // namespace neon
