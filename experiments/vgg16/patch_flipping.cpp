#include "experiments/vgg16/patch_flipping.hpp"

#include <neon/core/error.hpp>
#include <neon/core/random.hpp>
#include <neon/metrics/pixel_flipping.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

namespace neon::experiments::vgg16 {
namespace {

constexpr std::size_t most_images_at_once = 4;

/// The input after the first `count` patches of an order.
FeatureMaps flipped(const FeatureMaps& input, const FeatureMaps& blank, const Labels& order, Index count, Index patch) {
  FeatureMaps result = input;
  const Index columns = input.width / patch;
  for (Index i = 0; i < count; ++i) {
    const Index at = order[static_cast<std::size_t>(i)], top = at / columns * patch, left = at % columns * patch;
    for (Index c = 0; c < input.channels; ++c)
      for (Index y = top; y < top + patch; ++y)
        for (Index x = left; x < left + patch; ++x) result(0, c, y, x) = blank(0, c, y, x);
  }
  return result;
}

/// The input at every share of flips.
std::vector<FeatureMaps> stages(const ImageStudy& study, const FeatureMaps& blank, const Labels& order,
                                const FlipOptions& options) {
  std::vector<FeatureMaps> images;
  for (const double percent : options.percent) {
    const auto count = static_cast<Index>(std::lround(percent / 100 * static_cast<double>(order.size())));
    images.push_back(flipped(study.input, blank, order, count, options.patch));
  }
  return images;
}

/// Pooled evidence of the clusters of some layers for every image.  @return one [images, K] per layer
std::vector<Matrix> evidence_of(const ConvolutionalStack& stack, const std::vector<LayerStudy>& layers,
                                Index first_layer, Index layer_count, const std::vector<FeatureMaps>& images) {
  const auto chosen = layers.begin() + first_layer;
  Labels numbers;
  std::vector<Matrix> evidence;
  for (auto layer = chosen; layer != chosen + layer_count; ++layer) {
    numbers.push_back(layer->layer);
    evidence.emplace_back(static_cast<Index>(images.size()), layer->count());
  }
  for (std::size_t first = 0; first < images.size(); first += most_images_at_once) {
    const std::size_t last = std::min(first + most_images_at_once, images.size());
    const auto from = images.begin() + static_cast<std::ptrdiff_t>(first),
               to = images.begin() + static_cast<std::ptrdiff_t>(last);
    const std::vector<FeatureMaps> activations = stack.forward(concatenated({from, to}), numbers, Arithmetic::winograd);
    for (std::size_t l = 0; l < activations.size(); ++l)
      for (std::size_t n = first; n < last; ++n)
        evidence[l].row(static_cast<Index>(n)) =
            pooled_evidence((chosen + static_cast<std::ptrdiff_t>(l))->clusters.model,
                            locations(activations[l], static_cast<Index>(n - first)));
  }
  return evidence;
}

double ratio(double value, double start) { return start > 0 ? value / start : 0; }

/// The compared cluster in row `row` after the flips of `images`, with 1 in front.
Eigen::RowVectorXd curve_of(const Matrix& evidence, Index c, double start) {
  Eigen::RowVectorXd curve(1 + evidence.rows());
  curve(0) = ratio(start, start);
  for (Index n = 0; n < evidence.rows(); ++n) curve(n + 1) = ratio(evidence(n, c), start);
  return curve;
}

Labels random_order(Index patches, std::uint64_t seed) {
  Labels order(static_cast<std::size_t>(patches));
  std::iota(order.begin(), order.end(), 0);
  Random(seed, 0xf11b).shuffle(order);
  return order;
}

/// The map of a compared cluster; none where the method has not explained it.
Eigen::RowVectorXd map_of(const LayerStudy& layer, const Comparison& comparison, const std::string& method, Index row) {
  if (method == "NEON") return layer.relevance.row(comparison.clusters[static_cast<std::size_t>(row)]);
  const auto found = comparison.maps.find(method);
  if (found == comparison.maps.end() || row >= found->second.rows()) return {};
  return found->second.row(row);
}

}  // namespace

Labels patch_order(const Eigen::RowVectorXd& map, Index size, Index patch) {
  require(patch > 0 && size % patch == 0, "patch_order: patches of {} should divide {} pixels", patch, size);
  require(map.size() == size * size, "patch_order: {} pixels should be {} x {}", map.size(), size, size);
  const Index columns = size / patch;
  Vector sum = Vector::Zero(columns * columns);
  for (Index p = 0; p < map.size(); ++p) sum(p / size / patch * columns + p % size / patch) += map(p);
  Labels order(static_cast<std::size_t>(sum.size()));
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) { return sum(a) > sum(b); });
  return order;
}

double flipping_area(const Vector& curve, const std::vector<double>& percent) {
  require(curve.size() == static_cast<Index>(percent.size()) + 1 && !percent.empty(),
          "flipping_area: {} points should be one more than the {} percents", curve.size(), percent.size());
  Vector places = Vector::Zero(curve.size());
  std::transform(percent.begin(), percent.end(), places.begin() + 1, [](double p) { return std::sqrt(p); });
  return area_under(curve, places);
}

std::vector<FlipCurves> flip_patches(const ConvolutionalStack& stack, const ImageStudy& study,
                                     const std::vector<Comparison>& comparisons, const FlipOptions& options,
                                     StageTimer& timer) {
  const bool nothing_compared = std::all_of(comparisons.begin(), comparisons.end(),
                                            [](const Comparison& comparison) { return comparison.clusters.empty(); });
  if (nothing_compared || options.methods.empty()) return std::vector<FlipCurves>(study.layers.size());
  timer.start("flipping");
  const Index size = study.input.width, columns = size / options.patch,
              layers = static_cast<Index>(study.layers.size());
  const FeatureMaps root = blank(study.input);
  std::vector<FeatureMaps> shared = stages(study, root, random_order(columns * columns, options.seed), options);
  shared.push_back(root);
  // The random order and the blank image are the same for all layers: one forward pass serves them.
  const std::vector<Matrix> at_shared = evidence_of(stack, study.layers, 0, layers, shared);
  std::vector<FlipCurves> result;
  for (Index l = 0; l < layers; ++l) {
    const auto at = static_cast<std::size_t>(l);
    const LayerStudy& layer = study.layers[at];
    FlipCurves curves{.clusters = comparisons[at].clusters};
    const Matrix random = at_shared[at].topRows(at_shared[at].rows() - 1);
    const auto shares = static_cast<Index>(options.percent.size());
    // All orders' images in one row, so that every batch is full.
    std::vector<FeatureMaps> images;
    std::map<std::pair<Index, std::string>, Index> first_image;
    curves.blank.resize(static_cast<Index>(curves.clusters.size()));
    for (Index row = 0; row < curves.blank.size(); ++row) {
      const Index c = curves.clusters[static_cast<std::size_t>(row)];
      curves.blank(row) = ratio(at_shared[at](random.rows(), c), layer.evidence(c));
      for (const std::string& method : options.methods) {
        const Eigen::RowVectorXd map =
            method == "random" ? Eigen::RowVectorXd{} : map_of(layer, comparisons[at], method, row);
        if (map.size() == 0) continue;
        first_image[{row, method}] = static_cast<Index>(images.size());
        for (FeatureMaps& image : stages(study, root, patch_order(map, size, options.patch), options))
          images.push_back(std::move(image));
      }
    }
    const Matrix at_images = evidence_of(stack, study.layers, l, 1, images).front();
    for (Index row = 0; row < curves.blank.size(); ++row)
      for (const std::string& method : options.methods) {
        const auto found = first_image.find({row, method});
        if (method != "random" && found == first_image.end()) continue;
        const Index c = curves.clusters[static_cast<std::size_t>(row)];
        Matrix& share = curves.share[method];
        share.conservativeResize(row + 1, shares + 1);
        share.row(row) = curve_of(method == "random" ? random : Matrix(at_images.middleRows(found->second, shares)), c,
                                  layer.evidence(c));
      }
    result.push_back(std::move(curves));
  }
  return result;
}

}  // namespace neon::experiments::vgg16
