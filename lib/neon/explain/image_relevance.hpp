#pragma once
#include <neon/layers/feature_maps.hpp>

#include <string>
#include <vector>

namespace neon {

/// How relevance crossed one convolution, for every map of the batch: sum_in = sum_out + bias to rounding, except where
/// a denominator next to zero was replaced.
struct LayerConservation {
  Index layer = 0;
  std::string rule = {};
  Vector sum_in = {};                ///< [m] sum of R over the layer's outputs
  Vector sum_out = {};               ///< [m] sum of R over its inputs
  Vector bias = {};                  ///< [m] what the bias took and kept, and the stabiliser of the epsilon rule
  Vector smallest_denominator = {};  ///< [m] smallest |denominator| that carried relevance, before the stabiliser of
                                     ///< the epsilon rule; infinity: none
  Vector negative_share = {};        ///< [m] share of |R| that went through negative denominators
};

/// Relevance at the pixels of one image, and its account.
struct ImageRelevance {
  FeatureMaps pixels = {};                     ///< [m, channels, h, w]
  std::vector<LayerConservation> layers = {};  ///< the convolutions crossed, from the top down
};

/// One batch of all maps, in their order, from batches that crossed the same layers.
ImageRelevance joined(const std::vector<ImageRelevance>& batches);

}  // namespace neon
