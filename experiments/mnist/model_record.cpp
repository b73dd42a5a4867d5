#include <neon/clustering/assignment.hpp>
#include <neon/clustering/models.hpp>
#include <neon/core/error.hpp>
#include <neon/metrics/clustering_quality.hpp>

#include "experiments/mnist/evaluation.hpp"
#include "experiments/mnist/schema.hpp"

namespace neon::experiments::mnist {
namespace {

void write_parts(const schema::mnist::Model& stored, const KMeans& model, ResultWriter& writer) {
  stored.centroids.write(writer, model.centroids);
  stored.offset.write(writer, model.offset);
}

void write_parts(const schema::mnist::Model& stored, const KernelKMeans& model, ResultWriter& writer) {
  stored.support.write(writer, model.support);
  stored.support_cluster.write(writer, model.cluster_of());
  stored.gamma.write(writer, model.gamma);
  double total = 0;
  const Matrix& s = model.support;
  for (Index i = 0; i < s.rows(); ++i)
    total += (-model.gamma * (s.rowwise() - s.row(i)).rowwise().squaredNorm().array()).exp().sum();
  stored.self_similarity.write(writer, static_cast<double>(s.rows()) / total);
}

void write_parts(const schema::mnist::Model& stored, const DeepKMeans& model, ResultWriter& writer) {
  stored.centroids.write(writer, model.centroids);
  for (std::size_t l = 0; l < model.layers.size(); ++l) {
    stored.layer_weight(l).write(writer, model.layers[l].weight);
    stored.layer_bias(l).write(writer, model.layers[l].bias);
  }
}

void write_parts(const schema::mnist::Model& stored, const ClusterModel& model, ResultWriter& writer) {
  if (const auto* standard = model.as<KMeans>()) return write_parts(stored, *standard, writer);
  if (const auto* kernel = model.as<KernelKMeans>()) return write_parts(stored, *kernel, writer);
  if (const auto* deep = model.as<DeepKMeans>()) return write_parts(stored, *deep, writer);
  throw Error(stored.group + ": should be one of the paper's models");
}

}  // namespace

void write_model(const Study& study, ResultWriter& writer) {
  const FittedModel& fitted = study.fitted;
  const schema::mnist::Model stored{fitted.name};
  write_parts(stored, fitted.model, writer);
  stored.beta.write(writer, beta(fitted.model));
  stored.top_probability.write(writer, fitted.top_probability);
  stored.parameters.write(writer, fitted.parameters);
  stored.seconds_fit.write(writer, fitted.seconds);
  stored.accuracy_train.write(
      writer, accuracy(assign(outlier_scores(fitted.model, study.digits.train)), study.digits.train_label));
  stored.accuracy_test.write(writer, accuracy(study.assigned, study.digits.test_label));
  stored.explained_count.write(writer, study.size());
  stored.assigned.write(writer, study.assigned);
  stored.logits.write(writer, study.logits);
  stored.explained.write(writer, study.explained);
  stored.evidence.write(writer, study.evidence);
}

}  // namespace neon::experiments::mnist
