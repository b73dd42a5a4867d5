#include <neon/core/error.hpp>

#include <algorithm>
#include <cmath>
#include <map>

#include "experiments/claims/parts.hpp"

namespace neon::claims::vgg16 {
namespace {

/// How relevance crossed one convolution, worst over the maps that did.
struct CrossedLayer {
  std::string rule;
  double residual = 0;  ///< |in - out - bias| / |in|
  double bias = 0;      ///< |bias| / |in|
  double smallest = infinity, negative = 0;
};

void add(const ResultReader& file, const Layer& layer, std::map<Index, CrossedLayer>& crossed_layers) {
  const schema::vgg16::Conservation& stored = layer.conservation;
  const Labels layers = stored.layer.read(file);
  const std::vector<std::string> rules = stored.rule.read(file);
  const Matrix in = stored.sum_in.read(file), out = stored.sum_out.read(file), bias = stored.bias.read(file),
               smallest = stored.smallest_denominator.read(file), negative = stored.negative_share.read(file);
  const auto rows = static_cast<Index>(layers.size());
  for (const Matrix* part : {&in, &out, &bias, &smallest, &negative})
    require(part->rows() == rows && part->cols() == in.cols() && rules.size() == layers.size(),
            "{}: {}: the arrays differ in shape", file.path().string(), stored.group);
  for (Index row = 0; row < rows; ++row) {
    CrossedLayer& crossed = crossed_layers[layers[static_cast<std::size_t>(row)]];
    crossed.rule = rules[static_cast<std::size_t>(row)];
    for (Index k = 0; k < in.cols(); ++k) {
      const double size = std::abs(in(row, k));
      if (size == 0) continue;
      crossed.residual = std::max(crossed.residual, std::abs(in(row, k) - out(row, k) - bias(row, k)) / size);
      crossed.bias = std::max(crossed.bias, std::abs(bias(row, k)) / size);
      crossed.smallest = std::min(crossed.smallest, smallest(row, k));
      crossed.negative = std::max(crossed.negative, negative(row, k));
    }
  }
}

std::map<Index, CrossedLayer> crossed_layers(const ResultReader& file) {
  std::map<Index, CrossedLayer> all;
  for (const Layer& layer : layers_of(file)) add(file, layer, all);
  return all;
}

/// |E - sum R| / E at the k-means layer: what the biases of the logit keep.
double kept_by_logits(const ResultReader& file) {
  double worst = 0;
  for (const Layer& layer : layers_of(file)) {
    const Vector evidence = per_cluster(file, layer, layer.evidence),
                 sum = per_cluster(file, layer, layer.activation_sum);
    for (Index k = 0; k < sum.size(); ++k)
      if (evidence(k) > 0) worst = std::max(worst, std::abs(evidence(k) - sum(k)) / evidence(k));
  }
  return worst;
}

Finding conserves(const ResultReader& file, double bound) {
  double worst = 0;
  Index where = 0;
  for (const auto& [layer, crossed] : crossed_layers(file))
    if (!(crossed.residual <= worst)) {
      worst = crossed.residual;
      where = layer;
    }
  Finding finding = at_most(worst, bound);
  finding.reason = fmt::format("worst at layer {}", where);
  return finding;
}

Finding positive_denominators(const ResultReader& file, double bound) {
  double worst = 0;
  for (const auto& [layer, crossed] : crossed_layers(file)) worst = std::max(worst, crossed.negative);
  return at_most(worst, bound);
}

Finding top_probability(const ResultReader& file, double bound) {
  double worst = 0;
  for (const Layer& layer : layers_of(file)) worst = std::max(worst, std::abs(layer.top_probability.read(file) - 0.9));
  return at_most(worst, bound);
}

}  // namespace

std::vector<Claim> law_claims() {
  return {{"relevance across every convolution: |in - out - bias| / in", "law", {"≤ {:g}", 1e-5, 1e-5}, conserves},
          {"share of relevance through negative denominators", "law", {"≤ {:g}", 1e-6, 1e-6}, positive_denominators},
          {"beta: mean top probability is 0.9, all layers", "0.9", {"± {:g}", 1e-6, 1e-6}, top_probability}};
}

DataTable conservation_table(const ResultReader& file) {
  DataTable table{
      "Relevance across every convolution, worst of all images, layers and clusters",
      {"layer, rule", "|in - out - bias| / in", "bias / in", "smallest denominator", "through negative ones"},
      {},
      "Numbers of layers as in the paper. in: relevance of the layer's outputs; out: of its inputs; bias: what "
      "the bias keeps."};
  table.rows.push_back({fmt::format("k-means, {}", schema::vgg16::Settings{}.rule.read(file)), "",
                        fmt::format("{:.1e}", kept_by_logits(file)), "", ""});
  const std::map<Index, CrossedLayer> all = crossed_layers(file);
  for (auto crossed = all.rbegin(); crossed != all.rend(); ++crossed)
    table.rows.push_back({fmt::format("{}, {}", crossed->first, crossed->second.rule),
                          fmt::format("{:.1e}", crossed->second.residual), fmt::format("{:.1e}", crossed->second.bias),
                          fmt::format("{:.2g}", crossed->second.smallest),
                          fmt::format("{:.1e}", crossed->second.negative)});
  return table;
}

}  // namespace neon::claims::vgg16
