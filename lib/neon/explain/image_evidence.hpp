#pragma once
#include <neon/explain/evidence.hpp>
#include <neon/layers/convolutional_stack.hpp>

namespace neon {

/// A function of one layer's activations, e.g. a cluster's logit pooled over all locations.
struct ImageHead {
  Index layer = 0;  ///< whose output it reads
  /// [n, channels, h, w] -> [n]
  std::function<Vector(const FeatureMaps& activations)> value;
  /// [n, channels, h, w] -> the same shape
  std::function<FeatureMaps(const FeatureMaps& activations)> gradient;
};

/// The head's value as a function of the pixels, for baselines: a row of x is an image, [channels * height * width].
/// @param stack kept by the result; one caller at a time
/// @throws Error when called with another number of features
Evidence image_evidence(const ConvolutionalStack& stack, const ImageHead& head, Index height, Index width);

}  // namespace neon
