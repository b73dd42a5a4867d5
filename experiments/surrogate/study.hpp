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
  std::vector<Index> cells = {4, 4, 4, 2};  ///< of each layer: its maps are averaged over cells x cells parts
  std::filesystem::path checkpoints = {};   ///< folder of what is kept against interruptions; empty: nothing is
};

/// What the network makes of some images.
struct Passed {
  std::vector<Matrix> activations;  ///< after the stem and each stage: means of parts of maps, [n, channels * cells^2]
  Matrix features;                  ///< means of the last maps, which the dense layer reads [n, channels]
  Labels predicted;                 ///< [n] by the network itself
};

/// Single precision, some images at a time; every few thousand are kept in the folder of checkpoints.
/// @param part of the data, which the files are named after
Passed pass(const ImageNetwork& network, const FeatureMaps& rgb, const StudyOptions& options, const std::string& part);

/// What a way of clustering one layer reaches.
struct Reached {
  Matrix train, test;  ///< p(y|x)
};

struct LayerStudy {
  std::string name;
  Index value = 0;               ///< of the network
  Index cells = 1;               ///< see StudyOptions
  LayerSurrogate surrogate;      ///< on the pooled activations
  Matrix train_code, test_code;  ///< [n, e]
  Reached dec, code_kmeans, raw_kmeans;
  double reconstruction = 0;  ///< see DeepEmbeddedFit::error
};

/// Clusters every layer; posteriors are of the true classes of the training images. A training that was interrupted
/// goes on from its checkpoint.
std::vector<LayerStudy> study(const ImageNetwork& network, const Passed& train, const Labels& label, Index classes,
                              const Passed& test, const StudyOptions& options, StageTimer& timer);

}  // namespace neon::experiments::surrogate
