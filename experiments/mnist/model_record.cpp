#include <neon/clustering/assignment.hpp>
#include <neon/core/error.hpp>
#include <neon/metrics/clustering_quality.hpp>

#include <fmt/format.h>

#include "experiments/mnist/evaluation.hpp"

namespace neon::experiments::mnist {
namespace {

void write_parts(const std::string& group, const KMeans& model, ResultWriter& writer) {
  writer.write(group + "/centroids", model.centroids);
  writer.write(group + "/offset", model.offset);
}

void write_parts(const std::string& group, const KernelKMeans& model, ResultWriter& writer) {
  writer.write(group + "/support", model.support);
  writer.write(group + "/support_cluster", model.cluster_of());
  writer.attribute(group, "gamma", model.gamma);
  double total = 0;
  const Matrix& s = model.support;
  for (Index i = 0; i < s.rows(); ++i)
    total += (-model.gamma * (s.rowwise() - s.row(i)).rowwise().squaredNorm().array()).exp().sum();
  writer.attribute(group, "self_similarity", static_cast<double>(s.rows()) / total);
}

void write_parts(const std::string& group, const DeepKMeans& model, ResultWriter& writer) {
  writer.write(group + "/centroids", model.centroids);
  for (std::size_t l = 0; l < model.layers.size(); ++l) {
    writer.write(fmt::format("{}/layers/{}/weight", group, l), model.layers[l].weight);
    writer.write(fmt::format("{}/layers/{}/bias", group, l), model.layers[l].bias);
  }
}

template <class Model>
void write_parts(const std::string& group, const Model&, ResultWriter&) {
  throw Error(group + ": should be one of the paper's models");
}

}  // namespace

void write_model(const Study& study, ResultWriter& writer) {
  const FittedModel& fitted = study.fitted;
  const std::string group = "models/" + fitted.name;
  std::visit([&](const auto& model) { write_parts(group, model, writer); }, fitted.model);
  writer.attribute(group, "beta", beta(fitted.model));
  writer.attribute(group, "top_probability", fitted.top_probability);
  writer.attribute(group, "parameters", fitted.parameters);
  writer.attribute(group, "seconds_fit", fitted.seconds);
  writer.attribute(group, "accuracy_train",
                   accuracy(assign(outlier_scores(fitted.model, study.digits.train)), study.digits.train_label));
  writer.attribute(group, "accuracy_test", accuracy(study.assigned, study.digits.test_label));
  writer.attribute(group, "explained", study.size());
  writer.write(group + "/assigned", study.assigned);
  writer.write(group + "/logits", study.logits);
  writer.write(group + "/explained", study.explained);
  writer.write(group + "/evidence", study.evidence);
}

}  // namespace neon::experiments::mnist
