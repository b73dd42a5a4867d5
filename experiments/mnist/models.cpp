#include "experiments/mnist/models.hpp"

#include <neon/clustering/assignment.hpp>
#include <neon/clustering/models.hpp>
#include <neon/core/error.hpp>

#include <fmt/ranges.h>

#include "experiments/support/stage_timer.hpp"

namespace neon::experiments::mnist {
namespace {

struct Unfinished {
  ClusterModel model;
  double target;
  std::string parameters;
};

Unfinished standard(const Digits& digits) {
  return {class_means(digits.train, digits.train_label, classes), top_probability_standard, "class means"};
}

Unfinished standard_nobias(const Digits& digits) {
  return {without_bias(class_means(digits.train, digits.train_label, classes)), top_probability_standard,
          "class means, biases b_k left out"};
}

Unfinished kernel(const Digits& digits, std::uint64_t seed) {
  const SupportVectors support =
      class_support_vectors(digits.train, digits.train_label, classes, support_vectors_per_class, seed);
  const double gamma = gamma_for_self_similarity(support.points, self_similarity);
  return {make_kernel_kmeans(support.points, support.cluster, gamma), top_probability,
          fmt::format("{} support vectors per class, gamma {:.4g}", support_vectors_per_class, gamma)};
}

Unfinished deep(const Digits& digits, std::uint64_t seed, Index epochs) {
  DeepKMeansOptions options;
  options.seed = seed;
  options.epochs = epochs;
  options.weight_decay = deep_weight_decay;
  options.patches = deep_patches;
  options.hidden = {deep_neurons_per_patch * deep_patches.count(), 128};
  options.nonpositive_biases = true;
  options.noise = deep_noise;
  options.progress = progress_bar("deep k-means");
  return {
      fit_deep_kmeans(digits.train, digits.train_label, classes, options), top_probability,
      fmt::format("784-{}-{}, first layer on patches of {} x {} pixels, hidden biases at most 0, {} epochs of Adam, "
                  "weight decay {}, noise {}",
                  fmt::join(options.hidden, "-"), classes, deep_patches.size, deep_patches.size, epochs,
                  deep_weight_decay, deep_noise)};
}

}  // namespace

std::vector<std::string> model_names() { return {"standard", "standard-nobias", "kernel", "deep"}; }

FittedModel fit(const std::string& name, const Digits& digits, std::uint64_t seed, Index epochs) {
  StageTimer timer;
  Unfinished fitted =
      name == "standard"          ? standard(digits)
      : name == "standard-nobias" ? standard_nobias(digits)
      : name == "kernel"          ? kernel(digits, seed)
      : name == "deep"
          ? deep(digits, seed, epochs)
          : throw Error(fmt::format("model '{}' should be one of {}", name, fmt::join(model_names(), ", ")));
  const Matrix outlier = outlier_scores(fitted.model, digits.train);
  set_beta(fitted.model, beta_for_top_probability(outlier, fitted.target));
  const double top = mean_top_probability(outlier, beta(fitted.model));
  return {name, std::move(fitted.model), top, timer.total(), std::move(fitted.parameters)};
}

}  // namespace neon::experiments::mnist
