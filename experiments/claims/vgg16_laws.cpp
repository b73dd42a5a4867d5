#include "experiments/claims/vgg16_laws.hpp"

#include <neon/core/error.hpp>

#include <algorithm>
#include <cmath>
#include <map>

#include "experiments/claims/finding.hpp"
#include "experiments/claims/vgg16_result.hpp"

namespace neon::claims::vgg16 {
namespace {

/// How relevance crossed one convolution, worst over the maps that did.
struct Crossing {
  std::string rule;
  double residual = 0;  ///< |in - out - bias| / |in|
  double bias = 0;      ///< |bias| / |in|
  double smallest = infinity, negative = 0;
};

void add(const ResultReader& file, const Place& place, std::map<Index, Crossing>& crossings) {
  const std::string group = place.group() + "/conservation";
  const Labels layers = file.labels(group + "/layer");
  const std::vector<std::string> rules = file.strings(group + "/rule");
  const Matrix in = file.matrix(group + "/sum_in"), out = file.matrix(group + "/sum_out"),
               bias = file.matrix(group + "/bias"), smallest = file.matrix(group + "/smallest_denominator"),
               negative = file.matrix(group + "/negative_share");
  const auto rows = static_cast<Index>(layers.size());
  for (const Matrix* part : {&in, &out, &bias, &smallest, &negative})
    require(part->rows() == rows && part->cols() == in.cols() && rules.size() == layers.size(),
            "{}: {}: the arrays differ in shape", file.path().string(), group);
  for (Index row = 0; row < rows; ++row) {
    Crossing& crossing = crossings[layers[static_cast<std::size_t>(row)]];
    crossing.rule = rules[static_cast<std::size_t>(row)];
    for (Index k = 0; k < in.cols(); ++k) {
      const double size = std::abs(in(row, k));
      if (size == 0) continue;
      crossing.residual = std::max(crossing.residual, std::abs(in(row, k) - out(row, k) - bias(row, k)) / size);
      crossing.bias = std::max(crossing.bias, std::abs(bias(row, k)) / size);
      crossing.smallest = std::min(crossing.smallest, smallest(row, k));
      crossing.negative = std::max(crossing.negative, negative(row, k));
    }
  }
}

std::map<Index, Crossing> crossings(const ResultReader& file) {
  std::map<Index, Crossing> all;
  for (const Place& place : places(file)) add(file, place, all);
  return all;
}

/// |E - sum R| / E at the k-means layer: what the biases of the logit keep.
double kept_by_logits(const ResultReader& file) {
  double worst = 0;
  for (const Place& place : places(file)) {
    const Vector evidence = per_cluster(file, place, "evidence"), sum = per_cluster(file, place, "activation_sum");
    for (Index k = 0; k < sum.size(); ++k)
      if (evidence(k) > 0) worst = std::max(worst, std::abs(evidence(k) - sum(k)) / evidence(k));
  }
  return worst;
}

Finding conserves(const ResultReader& file, double bound) {
  double worst = 0;
  Index where = 0;
  for (const auto& [layer, crossing] : crossings(file))
    if (!(crossing.residual <= worst)) {
      worst = crossing.residual;
      where = layer;
    }
  Finding finding = at_most(worst, bound);
  finding.reason = fmt::format("worst at layer {}", where);
  return finding;
}

Finding positive_denominators(const ResultReader& file, double bound) {
  double worst = 0;
  for (const auto& [layer, crossing] : crossings(file)) worst = std::max(worst, crossing.negative);
  return at_most(worst, bound);
}

Finding top_probability(const ResultReader& file, double bound) {
  double worst = 0;
  for (const Place& place : places(file))
    worst = std::max(worst, std::abs(file.number(place.group(), "top_probability") - 0.9));
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
  table.rows.push_back(
      {fmt::format("k-means, {}", file.text("", "rule")), "", fmt::format("{:.1e}", kept_by_logits(file)), "", ""});
  const std::map<Index, Crossing> all = crossings(file);
  for (auto crossing = all.rbegin(); crossing != all.rend(); ++crossing)
    table.rows.push_back(
        {fmt::format("{}, {}", crossing->first, crossing->second.rule),
         fmt::format("{:.1e}", crossing->second.residual), fmt::format("{:.1e}", crossing->second.bias),
         fmt::format("{:.2g}", crossing->second.smallest), fmt::format("{:.1e}", crossing->second.negative)});
  return table;
}

}  // namespace neon::claims::vgg16
