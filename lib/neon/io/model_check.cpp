#include <neon/clustering/different_points.hpp>
#include <neon/clustering/finite.hpp>
#include <neon/core/error.hpp>
#include <neon/io/model_check.hpp>

#include <cmath>
#include <limits>

namespace neon {
namespace {

constexpr double unit_tolerance = 1e-6;  // of norms and sums that other programs wrote in single precision

}  // namespace

void ModelCheck::finite(const std::string& dataset, const MatrixView& values) const {
  require_finite(values, fmt::format("{}: '{}'", where, dataset));
}

void ModelCheck::squares(const std::string& dataset, const MatrixView& values) const {
  finite(dataset, values);
  if (values.size() == 0) return;
  // The square of the distance of two rows is at most 4 columns largest^2.
  const double most = std::sqrt(std::numeric_limits<double>::max() / (4 * static_cast<double>(values.cols())));
  Index row = 0, column = 0;
  if (values.cwiseAbs().maxCoeff(&row, &column) <= most) return;
  throw Error(
      fmt::format("{}: '{}': {} in row {}, column {} should be at most {:.1e}, so that distances can be squared; "
                  "measure that column in a larger unit",
                  where, dataset, values(row, column), row, column, most));
}

void ModelCheck::length(const std::string& dataset, Index found, Index expected) const {
  require(found == expected, "{}: '{}' has {} entries, should have {}", where, dataset, found, expected);
}

void ModelCheck::clusters(const std::string& dataset, const Matrix& values) const {
  require(values.rows() >= 2 && values.cols() >= 1, "{}: '{}' is [{}, {}], should be at least 2 clusters by 1 feature",
          where, dataset, values.rows(), values.cols());
  squares(dataset, values);
}

void ModelCheck::positive(const std::string& dataset, const MatrixView& values) const {
  finite(dataset, values);
  for (Index k = 0; k < values.rows(); ++k)
    for (Index i = 0; i < values.cols(); ++i)
      require(values(k, i) >= std::numeric_limits<double>::min(),
              "{}: '{}': {} in row {}, column {} should be positive{}", where, dataset, values(k, i), k, i,
              values(k, i) > 0 ? fmt::format(", at least {:.2e}", std::numeric_limits<double>::min()) : "");
}

void ModelCheck::stiffness(double beta) const {
  require(beta > 0, "{}: the attribute beta is {}, should be positive (infinity: hard)", where, beta);
}

void ModelCheck::operator()(const KMeans& model) const {
  clusters("centroids", model.centroids);
  length("offset", model.offset.size(), model.clusters());
  finite("offset", model.offset);
  require_distinct_clusters(
      (Matrix(model.clusters(), model.features() + 1) << model.centroids, model.offset).finished(), where,
      "centroid and offset");
  stiffness(model.beta);
}

void ModelCheck::operator()(const KernelKMeans& model) const {
  require(model.clusters() >= 2 && model.features() >= 1, "{}: {} clusters of {} features should be at least 2 by 1",
          where, model.clusters(), model.features());
  squares("support", model.support);
  require_distinct_clusters(model.support, model.begin, where, "support vectors");
  require(model.gamma > 0 && std::isfinite(model.gamma), "{}: the attribute gamma is {}, should be positive and finite",
          where, model.gamma);
  stiffness(model.beta);
}

void ModelCheck::operator()(const DeepKMeans& model) const {
  require(!model.layers.empty(), "{}: 'layers' is empty, should hold at least one layer", where);
  Index inputs = model.layers.front().inputs();
  for (std::size_t i = 0; i < model.layers.size(); ++i) {
    const Linear& layer = model.layers[i];
    const std::string name = fmt::format("layers/{}/", i);
    require(layer.outputs() >= 1 && layer.inputs() >= 1 && layer.inputs() == inputs,
            "{}: '{}weight' is [{}, {}], should be [outputs, {}]", where, name, layer.outputs(), layer.inputs(),
            inputs);
    finite(name + "weight", layer.weight);
    length(name + "bias", layer.bias.size(), layer.outputs());
    finite(name + "bias", layer.bias);
    inputs = layer.outputs();
  }
  clusters("centroids", model.centroids);
  require(model.centroids.cols() == inputs,
          "{}: 'centroids' has {} columns, should have {}, the outputs of the last layer", where,
          model.centroids.cols(), inputs);
  require_distinct_clusters(model.centroids, where, "centroid");
  stiffness(model.beta);
}

void ModelCheck::operator()(const SphericalKMeans& model) const {
  clusters("centroids", model.centroids);
  for (Index k = 0; k < model.clusters(); ++k) {
    const double norm = model.centroids.row(k).norm();
    require(std::abs(norm - 1) <= unit_tolerance, "{}: 'centroids': row {} has norm {}, should have 1", where, k, norm);
  }
  require_distinct_clusters(model.centroids, where, "centroid");
  stiffness(model.beta);
}

void ModelCheck::operator()(const GaussianMixture& model) const {
  clusters("means", model.means);
  require((model.variances.rows() == 1 || model.variances.rows() == model.clusters()) &&
              model.variances.cols() == model.features(),
          "{}: 'variances' is [{}, {}], should be [{}, {}], or [1, {}] if shared", where, model.variances.rows(),
          model.variances.cols(), model.clusters(), model.features(), model.features());
  positive("variances", model.variances);
  length("weights", model.weights.size(), model.clusters());
  positive("weights", model.weights);
  Matrix component(model.clusters(), 2 * model.features() + 1);
  for (Index k = 0; k < model.clusters(); ++k)
    component.row(k) << model.means.row(k), model.variance(k), model.weights[k];
  require_distinct_clusters(component, where, "mean, variance and weight");
  require(std::abs(model.weights.sum() - 1) <= unit_tolerance, "{}: 'weights' sum to {}, should sum to 1", where,
          model.weights.sum());
  stiffness(model.beta);
}

void ModelCheck::operator()(const Agglomerative& model) const {
  require(model.clusters() >= 2 && model.features() >= 1, "{}: {} clusters of {} features should be at least 2 by 1",
          where, model.clusters(), model.features());
  squares("members", model.members);
  require_distinct_clusters(model.members, model.begin, where, "members");
  stiffness(model.beta);
}

}  // namespace neon
