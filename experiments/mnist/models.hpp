#pragma once
#include <neon/clustering/models.hpp>

#include "experiments/mnist/data.hpp"

namespace neon::experiments::mnist {

/// The paper's targets.
inline constexpr Index classes = 10, support_vectors_per_class = 10;
/// Without decay the weights of pixels that are rarely inked stay random, and the heatmaps noisy.
inline constexpr double deep_weight_decay = 0.5;
/// Four neurons of the first layer look at each place. A neuron that sees the whole image sends relevance to all of
/// it, through every negative weight over the empty background.
inline constexpr ImagePatches deep_patches{.height = 28, .width = 28, .size = 5, .stride = 2};
inline constexpr Index deep_neurons_per_patch = 4;
/// Of every pixel in training: weights that the assignment does not need fade.
inline constexpr double deep_noise = 0.2;
inline constexpr double self_similarity = 0.9, top_probability_standard = 0.8, top_probability = 0.9;

/// A cluster model whose assignment was fixed to the labels, and how it came about.
struct FittedModel {
  std::string name;  ///< standard, standard-nobias, kernel, deep
  ClusterModel model;
  double top_probability = 0;  ///< mean top soft-assign probability on the training points, at the chosen beta
  double seconds = 0;
  std::string parameters;  ///< in words, for the report
};

/// The names `fit` knows, in the order of the report.
std::vector<std::string> model_names();

/// @param epochs of the deep model's training  @throws Error for an unknown name
FittedModel fit(const std::string& name, const Digits& digits, std::uint64_t seed, Index epochs);

}  // namespace neon::experiments::mnist
