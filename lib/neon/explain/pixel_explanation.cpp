#include <neon/core/error.hpp>
#include <neon/explain/pixel_explanation.hpp>
#include <neon/network/affine.hpp>
#include <neon/network/map_pools.hpp>

#include <cmath>

namespace neon {
namespace {

PixelExplanation told(const ImageNetwork& network, const NodeRelevance& found, double logit, double kept_on_top) {
  const MapShape& image = network.shape(0);
  PixelExplanation result;
  result.relevance = found.pixels.row(0).reshaped<Eigen::RowMajor>(image.channels, image.locations()).colwise().sum();
  result.logit = logit;
  result.kept = kept_on_top;
  result.turnover = std::abs(logit) + std::abs(kept_on_top) + found.pixels.cwiseAbs().sum();
  for (const NodeConservation& node : found.nodes) {
    result.kept += node.kept(0);
    result.turnover += std::abs(node.kept(0));
  }
  return result;
}

}  // namespace

double PixelExplanation::gap() const {
  const double missing = std::abs(logit - sum() - kept);
  return missing > 0 ? missing / turnover : 0;
}

PixelExplanation explain_margin(const NodePropagator& propagator, const Run& run, Index c, Index k) {
  const ImageNetwork& network = propagator.network();
  const Node& last = network.network().nodes.back();
  const auto* scores = last.layer.as<Affine>();
  require(scores != nullptr && last.inputs.size() == 1, "explain_margin: the last layer '{}' should be dense",
          network.name(network.last()));
  const Index classes = scores->linear.outputs();
  require(c >= 0 && c < classes && k >= 0 && k < classes, "explain_margin: classes {} and {} should be in [0, {})", c,
          k, classes);
  const Matrix weight = scores->linear.weight.row(c) - scores->linear.weight.row(k);
  const MatrixView below = run.value(last.inputs.front());
  require(below.rows() == 1, "explain_margin: {} images should be 1", below.rows());
  const Matrix relevance = below.cwiseProduct(weight);
  const double bias = scores->linear.bias(c) - scores->linear.bias(k);
  return told(network, propagator(run, last.inputs.front(), relevance), relevance.sum() + bias, bias);
}

PixelExplanation explain_pooled_cluster(const NodePropagator& propagator, const Run& run, Index value,
                                        const Scaling& scaling, const Propagator& head, Explanation* why) {
  const ImageNetwork& network = propagator.network();
  Matrix means = AveragePooling::global(network.shape(value)).forward(run.value(value));
  require(means.rows() == 1, "explain_pooled_cluster: {} images should be 1", means.rows());
  scaling.apply(means);
  Explanation top = head(means);
  const double logit = top.logit(0), left = -top.residual(0);
  PixelExplanation result = told(network, propagator.from_pooled(run, value, top.relevance), logit, left);
  if (why != nullptr) *why = std::move(top);
  return result;
}

}  // namespace neon
