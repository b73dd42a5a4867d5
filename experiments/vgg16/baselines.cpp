#include "experiments/vgg16/baselines.hpp"

#include <algorithm>
#include <numeric>

namespace neon::experiments::vgg16 {
namespace {

using Values = Eigen::Map<const Eigen::ArrayXf>;

/// Images on the path to the blank one, and clusters, that go through the network as one batch: they bound the memory.
constexpr Index steps_at_once = 2, clusters_at_once = 4;

Labels most_evident(const Vector& evidence, Index count) {
  Labels order(static_cast<std::size_t>(evidence.size()));
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) { return evidence(a) > evidence(b); });
  order.resize(std::min(order.size(), static_cast<std::size_t>(count)));
  return order;
}

/// grad E_c at the pixels, for some clusters of a layer.  [clusters, 3, size, size]
FeatureMaps pixel_gradients(const ForwardPass& pass, const LayerStudy& layer, const Labels& clusters) {
  std::vector<Matrix> all = pooled_gradients(layer.clusters.model, locations(pass.activations(layer.layer)));
  std::vector<FeatureMaps> parts;
  for (std::size_t first = 0; first < clusters.size(); first += clusters_at_once) {
    std::vector<Matrix> chosen;
    for (std::size_t i = first; i < std::min(first + clusters_at_once, clusters.size()); ++i)
      chosen.push_back(std::move(all[static_cast<std::size_t>(clusters[i])]));
    parts.push_back(pass.pullback(layer.layer, from_locations(chosen, layer.height, layer.width)));
  }
  return concatenated(parts);
}

/// Every map times the same factor, pixel by pixel and channel by channel.
FeatureMaps times(FeatureMaps maps, const FeatureMaps& factor) {
  for (Index n = 0; n < maps.count; ++n)
    Eigen::Map<Eigen::ArrayXf>(maps.map(n), factor.size()) *= Values(factor.map(0), factor.size());
  return maps;
}

FeatureMaps between(const FeatureMaps& from, const FeatureMaps& to, float share) {
  FeatureMaps result = from;
  for (std::size_t i = 0; i < result.values.size(); ++i) result.values[i] += share * (to.values[i] - from.values[i]);
  return result;
}

/// sum += factor grad E_c at the pixels of all images of the pass, one row of `sum` for each cluster.
void add_gradients(const ForwardPass& pass, const LayerStudy& layer, const Labels& clusters, float factor,
                   FeatureMaps& sum) {
  const FeatureMaps activations = pass.activations(layer.layer);
  std::vector<std::vector<Matrix>> gradients;
  for (Index n = 0; n < pass.images(); ++n)
    gradients.push_back(pooled_gradients(layer.clusters.model, locations(activations, n)));
  const Index size = sum.size() / sum.count;
  for (std::size_t row = 0; row < clusters.size(); ++row) {
    std::vector<Matrix> chosen;
    chosen.reserve(gradients.size());
    for (std::vector<Matrix>& of_image : gradients)
      chosen.push_back(std::move(of_image[static_cast<std::size_t>(clusters[row])]));
    const FeatureMaps at_pixels = pass.pullback(layer.layer, from_locations(chosen, layer.height, layer.width));
    for (Index n = 0; n < at_pixels.count; ++n)
      Eigen::Map<Eigen::ArrayXf>(sum.map(static_cast<Index>(row)), size) += factor * Values(at_pixels.map(n), size);
  }
}

void integrate(const ConvolutionalStack& stack, const ImageStudy& study, const ComparisonOptions& options,
               std::vector<Comparison>& comparisons) {
  const FeatureMaps root = blank(study.input);
  std::vector<FeatureMaps> mean(study.layers.size());
  std::vector<Labels> explained;
  for (const Comparison& comparison : comparisons) {
    const auto count = std::min(comparison.clusters.size(), static_cast<std::size_t>(options.integrated_clusters));
    explained.emplace_back(comparison.clusters.begin(),
                           comparison.clusters.begin() + static_cast<std::ptrdiff_t>(count));
  }
  for (std::size_t l = 0; l < mean.size(); ++l)
    mean[l] = FeatureMaps(static_cast<Index>(explained[l].size()), root.channels, root.height, root.width);
  for (Index first = 0; first < options.steps; first += steps_at_once) {
    std::vector<FeatureMaps> images;
    for (Index s = first; s < std::min(first + steps_at_once, options.steps); ++s)
      images.push_back(between(
          root, study.input, static_cast<float>((static_cast<double>(s) + 0.5) / static_cast<double>(options.steps))));
    const ForwardPass pass = stack.pass(concatenated(images));
    for (std::size_t l = 0; l < mean.size(); ++l)
      add_gradients(pass, study.layers[l], explained[l], 1 / static_cast<float>(options.steps), mean[l]);
  }
  FeatureMaps difference = study.input;
  for (std::size_t i = 0; i < difference.values.size(); ++i) difference.values[i] -= root.values[i];
  Labels numbers;
  for (const LayerStudy& layer : study.layers) numbers.push_back(layer.layer);
  const std::vector<FeatureMaps> at_root = stack.forward(root, numbers);
  for (std::size_t l = 0; l < mean.size(); ++l) {
    const Matrix map = pooled_over_channels(times(std::move(mean[l]), difference));
    const Vector start = pooled_evidence(study.layers[l].clusters.model, locations(at_root[l]));
    comparisons[l].completeness.resize(map.rows());
    for (Index row = 0; row < map.rows(); ++row) {
      const Index c = explained[l][static_cast<std::size_t>(row)];
      const double evidence = study.layers[l].evidence(c);
      comparisons[l].completeness(row) =
          evidence > 0 ? std::abs(map.row(row).sum() - (evidence - start(c))) / evidence : 0;
    }
    comparisons[l].maps["IG"] = map;
  }
}

}  // namespace

FeatureMaps blank(const FeatureMaps& input) {
  FeatureMaps result = input;
  const Index pixels = input.locations();
  for (Index c = 0; c < input.channels; ++c) {
    const double mean = Values(input.map(0) + c * pixels, pixels).cast<double>().mean();
    Eigen::Map<Eigen::ArrayXf>(result.map(0) + c * pixels, pixels).setConstant(static_cast<float>(mean));
  }
  return result;
}

std::vector<Comparison> compare(const ConvolutionalStack& stack, const ImageStudy& study,
                                const ComparisonOptions& options, StageTimer& timer) {
  std::vector<Comparison> comparisons;
  if (options.clusters == 0) return std::vector<Comparison>(study.layers.size());
  timer.start("gradients");
  for (const LayerStudy& layer : study.layers) {
    Comparison comparison{.clusters = most_evident(layer.evidence, options.clusters)};
    FeatureMaps gradient = pixel_gradients(study.pass, layer, comparison.clusters);
    comparison.maps["GI"] = pooled_over_channels(times(gradient, study.input));
    for (float& value : gradient.values) value *= value;
    comparison.maps["SA"] = pooled_over_channels(gradient);
    comparisons.push_back(std::move(comparison));
  }
  timer.start("integrated gradients");
  if (options.steps > 0 && options.integrated_clusters > 0) integrate(stack, study, options, comparisons);
  return comparisons;
}

}  // namespace neon::experiments::vgg16
