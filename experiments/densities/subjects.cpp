#include "experiments/densities/subjects.hpp"

#include <neon/clustering/assignment.hpp>
#include <neon/clustering/fit.hpp>
#include <neon/metrics/clustering_quality.hpp>

#include <algorithm>

#include "experiments/support/constant_cluster.hpp"

namespace neon::experiments::densities {

bool Participant::on(const std::string& dataset) const {
  return std::find(datasets.begin(), datasets.end(), dataset) != datasets.end();
}

const std::vector<Participant>& participants() {
  static const std::vector<std::string> tables{"wine", "breast-cancer"}, measured{"wine", "breast-cancer", "digits"},
      all_sets = dataset_names();
  static const std::vector<Participant> all{
      {"knn", "knn", {}, all_sets},
      {"svm", "svm", {}, all_sets},
      {"mixture", "gaussian-mixture", {{"covariance", "full"}}, tables},
      {"dbscan", "dbscan", {}, measured},
      {"hdbscan", "hdbscan", {}, measured},
      {"kernel-density", "kernel-density", {{"bandwidth", "leave-one-out"}}, measured},
      {"neighbour-distance", "neighbour-distance", {}, measured},
      {"one-class-svm", "one-class-svm", {}, measured}};
  return all;
}

Subject fit(const Participant& participant, const Data& data, std::uint64_t seed) {
  const ModelKind& kind = find_kind(participant.kind, model_kinds(), data.name);
  const bool learns = kind.clusters == ModelKind::Clusters::classes;
  FitOptions options;
  options.clusters = data.classes;
  options.seed = seed;
  options.settings = participant.settings;
  if (learns) options.classes = data.reference_label;
  neon::FittedModel fitted = fit_model(participant.kind, data.reference, options);
  Subject subject{.model = std::move(fitted.model)};
  subject.outside = constant_cluster(subject.model);
  if (learns) subject.accuracy = accuracy(assign(outlier_scores(subject.model, data.held_out)), data.held_out_label);
  return subject;
}

double share_in(const ClusterModel& model, Index cluster, const MatrixView& x) {
  const Labels assigned = assign(outlier_scores(model, x));
  return static_cast<double>(std::count(assigned.begin(), assigned.end(), cluster)) / static_cast<double>(x.rows());
}

}  // namespace neon::experiments::densities
