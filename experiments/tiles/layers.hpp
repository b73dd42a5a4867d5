#pragma once
#include <neon/surrogate/layer_surrogate.hpp>

#include <string>
#include <vector>

#include "experiments/support/stage_timer.hpp"

namespace neon::experiments::tiles {

struct LayerOptions {
  Index clusters = 15, code = 20;    ///< of each layer
  double radius = 8, degrees = 100;  ///< of the codes' sphere; of Student's t
  Index hidden = 64;                 ///< of the autoencoders
  Index pretraining = 2000, self_training = 2000;
  std::uint64_t seed = 0;
};

/// What a way of clustering one layer reaches.
struct Reached {
  Matrix train, test;  ///< p(y|x)
};

/// The surrogate of one layer, on the means and maxima of its maps.
struct LayerStudy {
  std::string name;
  LayerSurrogate surrogate;
  Matrix train_code, test_code;  ///< [n, e]
  Reached dec, code_kmeans, raw_kmeans;
};

/// Clusters the features of a layer; posteriors are of the coarse labels of the training tiles.
/// @param train, test [n, d]  @param defective [n] of the training tiles
LayerStudy study_layer(const std::string& name, const Matrix& train, const Labels& defective, const Matrix& test,
                       const LayerOptions& options, StageTimer& timer);

}  // namespace neon::experiments::tiles
