#pragma once
#include <neon/explain/image_propagator.hpp>
#include <neon/explain/location_evidence.hpp>

#include "experiments/support/stage_timer.hpp"
#include "experiments/vgg16/picture.hpp"

namespace neon::experiments::vgg16 {

struct StudyOptions {
  Labels layers = {};     ///< whose outputs are clustered
  Index clusters = 8;     ///< per layer and image
  std::string rule;       ///< at the k-means layer
  std::string composite;  ///< below it
  std::uint64_t seed = 0;
};

/// The clusters of one layer and their relevance at the pixels.
struct LayerStudy {
  Index layer = 0, height = 0, width = 0;  ///< of the locations
  LocationClusters clusters = {};
  Vector evidence = {};                              ///< E_c [K]
  Vector activation_sum = {};                        ///< [K] relevance at the activations
  Matrix relevance = {};                             ///< [K, size * size] at the pixels, pooled over colours
  std::vector<LayerConservation> conservation = {};  ///< of every convolution crossed

  Index count() const { return clusters.clusters(); }
};

/// One image: its activations, clusters and explanations.
struct ImageStudy {
  const Picture& picture;
  FeatureMaps input;  ///< preprocessed [1, 3, size, size]
  ForwardPass pass;
  std::vector<LayerStudy> layers;
  double clustering_seconds = 0, relevance_seconds = 0;  ///< all layers
};

/// The preprocessed network input of an image.
FeatureMaps network_input(const Image& image);

/// Sum over the channels of every map.  @return [count, height * width]
Matrix pooled_over_channels(const FeatureMaps& maps);

/// Forward pass, clusters, and the relevance of all clusters of a layer as one batch; its time goes to the stages
/// "forward", "clustering" and "relevance".
ImageStudy study_image(const ConvolutionalStack& stack, const Picture& picture, const StudyOptions& options,
                       StageTimer& timer);

/// The time of one forward pass through all layers, the best of three: what other times are compared with.
double forward_seconds(const ConvolutionalStack& stack, const Image& image);

}  // namespace neon::experiments::vgg16
