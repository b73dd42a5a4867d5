#include "experiments/vgg16/patch_flipping.hpp"

#include <neon/core/error.hpp>
#include <neon/core/random.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace neon::experiments::vgg16 {
namespace {

constexpr Index most_images_at_once = 4;

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

/// Pooled evidence of one layer's clusters for every image.  [images, K]
Matrix evidence_of(const ConvolutionalStack& stack, const LayerStudy& layer, const std::vector<FeatureMaps>& images) {
  Matrix evidence(static_cast<Index>(images.size()), layer.count());
  for (Index first = 0; first < evidence.rows(); first += most_images_at_once) {
    const Index last = std::min(first + most_images_at_once, evidence.rows());
    const FeatureMaps activations =
        stack.forward(concatenated({images.begin() + first, images.begin() + last}), {layer.layer}).front();
    for (Index n = first; n < last; ++n)
      evidence.row(n) = pooled_evidence(layer.clusters.model, locations(activations, n - first));
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

double area_under(const Eigen::RowVectorXd& curve, const std::vector<double>& percent) {
  require(curve.size() == static_cast<Index>(percent.size()) + 1 && !percent.empty(),
          "area_under: {} points should be one more than the {} percents", curve.size(), percent.size());
  double area = 0, before = 0;
  for (std::size_t i = 0; i < percent.size(); ++i) {
    const double here = std::sqrt(percent[i]);
    area += (here - before) * (curve(static_cast<Index>(i)) + curve(static_cast<Index>(i) + 1)) / 2;
    before = here;
  }
  return area / before;
}

std::vector<FlipCurves> flip_patches(const ConvolutionalStack& stack, const ImageStudy& study,
                                     const std::vector<Comparison>& comparisons, const FlipOptions& options,
                                     StageTimer& timer) {
  timer.start("flipping");
  const Index size = study.input.width, columns = size / options.patch;
  const FeatureMaps root = blank(study.input);
  const std::vector<FeatureMaps> at_random =
      stages(study, root, random_order(columns * columns, options.seed), options);
  std::vector<FlipCurves> result;
  for (std::size_t l = 0; l < study.layers.size(); ++l) {
    const LayerStudy& layer = study.layers[l];
    FlipCurves curves{.clusters = comparisons[l].clusters};
    const auto rows = static_cast<Index>(curves.clusters.size()),
               points = static_cast<Index>(options.percent.size()) + 1;
    const Matrix at_root = evidence_of(stack, layer, {root});
    curves.blank.resize(rows);
    for (const std::string& method : options.methods) {
      const Matrix random = method == "random" ? evidence_of(stack, layer, at_random) : Matrix();
      Matrix& share = curves.share[method];
      for (Index row = 0; row < rows; ++row) {
        const Index c = curves.clusters[static_cast<std::size_t>(row)];
        Matrix evidence = random;
        if (method != "random") {
          const Eigen::RowVectorXd map = map_of(layer, comparisons[l], method, row);
          if (map.size() == 0) break;
          evidence = evidence_of(stack, layer, stages(study, root, patch_order(map, size, options.patch), options));
        }
        share.conservativeResize(row + 1, points);
        share.row(row) = curve_of(evidence, c, layer.evidence(c));
        curves.blank(row) = ratio(at_root(0, c), layer.evidence(c));
      }
    }
    result.push_back(std::move(curves));
  }
  return result;
}

}  // namespace neon::experiments::vgg16
