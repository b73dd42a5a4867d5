#pragma once
#include <neon/network/residual_network.hpp>
#include <neon/surrogate/layer_surrogate.hpp>

#include "experiments/support/stage_timer.hpp"
#include "experiments/surrogate/data.hpp"

namespace neon::experiments::surrogate {

struct StudyOptions {
  Index clusters = 15, code = 20;    ///< of each layer
  double radius = 8, degrees = 100;  ///< of the sphere; of Student's t
  std::vector<Index> hidden = {64};  ///< of the autoencoders
  Index pretraining = 4000, self_training = 4000;
  std::uint64_t seed = 0;
};

/// What the network makes of some images.
struct Passed {
  std::vector<Matrix> pooled;  ///< mean of every map after the stem and each stage, [n, channels]
  Labels predicted;            ///< [n] by the network itself
};

/// Single precision, some images at a time.
Passed pass(const ImageNetwork& network, const FeatureMaps& rgb);

/// What a way of clustering one layer reaches.
struct Reached {
  Matrix train, test;  ///< p(y|x)
};

struct LayerStudy {
  std::string name;
  Index value = 0;               ///< of the network
  LayerSurrogate surrogate;      ///< on the pooled activations
  Matrix train_code, test_code;  ///< [n, e]
  Reached dec, code_kmeans, raw_kmeans;
  double reconstruction = 0;  ///< see DeepEmbeddedFit::error
};

/// Clusters every layer; posteriors are of the true classes of the training images.
std::vector<LayerStudy> study(const ImageNetwork& network, const Passed& train, const Labels& label, Index classes,
                              const Passed& test, const StudyOptions& options, StageTimer& timer);

}  // namespace neon::experiments::surrogate
