#pragma once
#include <neon/clustering/model.hpp>

#include <cmath>

/// The same model told in other units of the features, or from another origin:  x' = unit x + shift.
namespace neon::samples {

/// Numbers of few binary digits, so that adding an origin of up to 1e12 to them rounds nothing.
inline Matrix on_grid(const Matrix& x) { return (0x1p10 * x).array().round() * 0x1p-10; }

/// Whose logit and relevance are in squared units of the features; those of others have none.
inline bool has_squared_unit(const ClusterModel& model) {
  return std::holds_alternative<KMeans>(model) || std::holds_alternative<KernelKMeans>(model) ||
         std::holds_alternative<Agglomerative>(model);
}

/// Every feature by a unit of its own, or all by one: only then the squared ones are the same functions.
inline ClusterModel scaled(ClusterModel model, double unit) {
  const double square = unit * unit;
  if (auto* standard = std::get_if<KMeans>(&model)) {
    standard->centroids *= unit;
    standard->offset *= square;
    standard->beta /= square;
  } else if (auto* kernel = std::get_if<KernelKMeans>(&model)) {
    kernel->support *= unit;
    kernel->log_norm *= square;
    kernel->gamma /= square;
    kernel->beta /= square;
  } else if (auto* deep = std::get_if<DeepKMeans>(&model)) {
    deep->layers.front().weight /= unit;
  } else if (auto* mixture = std::get_if<GaussianMixture>(&model)) {
    mixture->means *= unit;
    mixture->variances *= square;
  } else if (auto* linkage = std::get_if<Agglomerative>(&model)) {
    linkage->members *= unit;
    linkage->beta /= square;
  }
  return model;
}

/// @param shift [d]
inline ClusterModel shifted(ClusterModel model, const Eigen::RowVectorXd& shift) {
  if (auto* standard = std::get_if<KMeans>(&model)) {
    standard->centroids.rowwise() += shift;
  } else if (auto* kernel = std::get_if<KernelKMeans>(&model)) {
    kernel->support.rowwise() += shift;
  } else if (auto* deep = std::get_if<DeepKMeans>(&model)) {
    Linear& layer = deep->layers.front();
    for (Index k = 0; k < layer.outputs(); ++k) {
      long double bias = layer.bias(k);
      for (Index i = 0; i < layer.inputs(); ++i) bias -= static_cast<long double>(shift(i)) * layer.weight(k, i);
      layer.bias(k) = static_cast<double>(bias);
    }
  } else if (auto* mixture = std::get_if<GaussianMixture>(&model)) {
    mixture->means.rowwise() += shift;
  } else if (auto* linkage = std::get_if<Agglomerative>(&model)) {
    linkage->members.rowwise() += shift;
  }
  return model;
}

/// The same model with all places in feature space on the grid.
inline ClusterModel on_grid(ClusterModel model) {
  if (auto* standard = std::get_if<KMeans>(&model)) standard->centroids = on_grid(standard->centroids);
  if (auto* kernel = std::get_if<KernelKMeans>(&model)) kernel->support = on_grid(kernel->support);
  if (auto* mixture = std::get_if<GaussianMixture>(&model)) mixture->means = on_grid(mixture->means);
  if (auto* linkage = std::get_if<Agglomerative>(&model)) linkage->members = on_grid(linkage->members);
  return model;
}

}  // namespace neon::samples
