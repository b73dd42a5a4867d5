#include <neon/clustering/assignment.hpp>
#include <neon/clustering/finite.hpp>
#include <neon/compare/compared_model.hpp>
#include <neon/compare/randomised_model.hpp>
#include <neon/core/error.hpp>
#include <neon/core/parallel.hpp>
#include <neon/explain/model_background.hpp>
#include <neon/explain/network_evidence.hpp>
#include <neon/network/affine.hpp>

#include <memory>

namespace neon {
namespace {

Vector logit_of_own_cluster(const ClusterModel& model, const MatrixView& x) {
  const Matrix outlier = outlier_scores(model, x),
               logit = model->has_logits() ? logits(model, x) : logits(outlier, beta(model));
  const Labels assigned = assign(outlier);
  Vector own(x.rows());
  for (Index n = 0; n < x.rows(); ++n) own[n] = logit(n, assigned[static_cast<std::size_t>(n)]);
  return own;
}

/// Every margin has a neuron, and every neuron a bias: nothing else looks at the bias of a layer made by hand.
void require_neurons(const Network& network) {
  for (const Node& node : network.nodes) {
    const auto* const layer = node.layer.as<Affine>();
    if (layer == nullptr || node.role != Role::detection) continue;
    require(layer->linear.outputs() > 0 && layer->linear.bias.size() == layer->linear.outputs(),
            "compare: {} neurons and {} biases in the network of cluster {}: there should be some, and one each",
            layer->linear.outputs(), layer->linear.bias.size(), network.cluster);
  }
}

}  // namespace

ComparedModel compared_model(const ClusterModel& model) {
  const auto kept = std::make_shared<const ClusterModel>(model);
  return {.clusters = clusters(model),
          .features = features(model),
          .assign = [kept](const MatrixView& x) { return assign(outlier_scores(*kept, x)); },
          .neuralize = [kept](Index c) { return neuralize(*kept, c); },
          .logit = [kept](const MatrixView& x) { return logit_of_own_cluster(*kept, x); },
          .without = [kept](Index feature, Index c) { return evidence_without(*kept, feature, c); },
          .randomised = [kept](const MatrixView& x, std::uint64_t seed) -> std::optional<ComparedModel> {
            return compared_model(randomised(*kept, x, seed));
          }};
}

Labels assign(const ComparedModel& model, const MatrixView& x) {
  require(model.assign && model.neuralize, "compare: a model should have functions that assign and neuralize");
  require(x.cols() == model.features, "compare: points of {} features should have the model's {}", x.cols(),
          model.features);
  Labels assigned = model.assign(x);
  require(static_cast<Index>(assigned.size()) == x.rows(), "compare: {} points assigned should be {}", assigned.size(),
          x.rows());
  for (std::size_t n = 0; n < assigned.size(); ++n)
    require(assigned[n] >= 0 && assigned[n] < model.clusters,
            "compare: the cluster {} of row {} should be in [0, {}), the model's", assigned[n], n, model.clusters);
  return assigned;
}

Network neuralize(const ComparedModel& model, Index c) {
  Network network = model.neuralize(c);
  require(network.cluster == c, "compare: the network speaks of cluster {}: it should speak of {}", network.cluster, c);
  require_neurons(network);
  const Index features = evidence(network).features;
  require(features == model.features, "compare: {} features in the network of cluster {} should be the model's {}",
          features, c, model.features);
  return network;
}

std::vector<Labels> members(const Labels& assigned, Index clusters) {
  std::vector<Labels> rows(static_cast<std::size_t>(clusters));
  for (std::size_t n = 0; n < assigned.size(); ++n)
    rows[static_cast<std::size_t>(assigned[n])].push_back(static_cast<Index>(n));
  return rows;
}

Vector logits(const ComparedModel& model, const MatrixView& x) {
  if (model.logit) {
    Vector logit = model.logit(x);
    require(logit.size() == x.rows(), "compare: {} logits should be {}, one per point", logit.size(), x.rows());
    return logit;
  }
  Vector logit(x.rows());
  const std::vector<Labels> clusters = members(assign(model, x), model.clusters);
  for (std::size_t c = 0; c < clusters.size(); ++c) {
    const Labels& rows = clusters[c];
    if (rows.empty()) continue;
    const Evidence f = evidence(neuralize(model, static_cast<Index>(c)));
    parallel_blocks(static_cast<Index>(rows.size()), 64, [&](Index first, Index last) {
      const Labels block(rows.begin() + first, rows.begin() + last);
      logit(block) = f.value(x(block, Eigen::all));
    });
  }
  return logit;
}

Background model_background(const ComparedModel& model, Matrix x) {
  require(x.rows() > 0, "model_background: 0 points should be at least 1");
  require_finite(x, "model_background");
  Labels cluster = assign(model, x);
  return {.x = std::move(x), .cluster = std::move(cluster), .clusters = model.clusters, .without = model.without};
}

}  // namespace neon
