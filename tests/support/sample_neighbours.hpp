#pragma once
#include <neon/clustering/dbscan.hpp>
#include <neon/clustering/hdbscan.hpp>
#include <neon/clustering/k_nearest_neighbours.hpp>
#include <neon/clustering/kernel_density.hpp>
#include <neon/clustering/neighbour_distance.hpp>
#include <neon/clustering/one_class_svm.hpp>
#include <neon/clustering/support_vector_machine.hpp>

#include <algorithm>

#include "support/full_mixtures.hpp"
#include "support/labelled_points.hpp"
#include "support/sample_models.hpp"

/// Small models of neighbours and densities, of points in [0, 1]^d, about where samples::uniform asks.
namespace neon::samples {

/// Groups that overlap, in turn.
inline LabelledPoints grouped_points(Index n, Index features, Index groups, std::uint64_t seed) {
  LabelledPoints data{0.4 * uniform(n, features, seed + 50), Labels(static_cast<std::size_t>(n))};
  const Matrix place = 0.6 * uniform(groups, features, seed + 100);
  for (Index i = 0; i < n; ++i) {
    data.label[static_cast<std::size_t>(i)] = i % groups;
    data.x.row(i) += place.row(i % groups);
  }
  return data;
}

/// A threshold that half of [0, 1]^d is beyond.
inline double middle(Vector score) {
  const auto half = score.begin() + score.size() / 2;
  std::nth_element(score.begin(), half, score.end());
  return *half;
}
inline Matrix asked_about(Index features) { return uniform(101, features, 300); }

/// A kernel density, or with coefficients of the kernels a one-class machine.
template <class Model>
Model kernel_threshold(Index features, double gamma, std::uint64_t seed) {
  Model model;
  model.support = grouped_points(12, features, 3, seed).x;
  model.offset = Vector::Zero(12);
  if constexpr (std::is_same_v<Model, OneClassSvm>) model.offset = 0.2 * uniform(12, 1, seed + 150).col(0);
  model.gamma = gamma;
  model.threshold = middle(model.outlier_scores(asked_about(features)).col(0));
  return model;
}

inline NeighbourDistance neighbour_distance(Index features, Index neighbours, std::uint64_t seed) {
  NeighbourDistance model{.search = NeighbourSearch(grouped_points(12, features, 3, seed).x), .neighbours = neighbours};
  model.threshold = middle(model.outlier_scores(asked_about(features)).col(0));
  return model;
}

/// @param clusters without noise, at least 1
inline Dbscan dbscan(Index clusters, Index features, double gamma, std::uint64_t seed) {
  const LabelledPoints core = grouped_points(4 * clusters, features, clusters, seed);
  Dbscan model = make_dbscan(core.x, core.label, 1, gamma);
  const Matrix outlier = model.outlier_scores(asked_about(features));
  model.squared_radius = middle(outlier.leftCols(clusters).rowwise().minCoeff());
  return model;
}

/// @param clusters without noise, at least 1; every fifth point is noise
inline Hdbscan hdbscan(Index clusters, Index features, Index min_samples, std::uint64_t seed) {
  LabelledPoints data = grouped_points(6 * clusters, features, clusters, seed);
  for (std::size_t j = static_cast<std::size_t>(clusters); j < data.label.size(); j += 5) data.label[j] = -1;
  Hdbscan model = make_hdbscan(data.x, data.label, Vector::Ones(clusters), min_samples);
  const Matrix outlier = model.outlier_scores(asked_about(features));
  model.birth_square = middle(outlier.leftCols(clusters).rowwise().minCoeff()) * Vector::LinSpaced(clusters, 0.9, 1.1);
  return model;
}

inline KNearestNeighbours k_nearest_neighbours(Index classes, Index features, Index neighbours, std::uint64_t seed) {
  const LabelledPoints data = grouped_points(6 * classes, features, classes, seed);
  return make_k_nearest_neighbours(data.x, data.label, neighbours);
}

inline SupportVectorMachine support_vector_machine(Index classes, Index features, SvmKernel kernel, MulticlassRule rule,
                                                   std::uint64_t seed) {
  const LabelledPoints data = grouped_points(8 * classes, features, classes, seed);
  return fit_support_vector_machine(data.x, data.label, {.kernel = kernel, .gamma = 4, .multiclass = rule});
}

/// One of each kind of neighbours and densities. DBSCAN and HDBSCAN have noise beside the clusters asked for; those of
/// a threshold have two, inliers and outliers.
inline std::vector<ClusterModel> neighbour_models(Index clusters, Index features, std::uint64_t seed) {
  return {k_nearest_neighbours(clusters, features, 3, seed),
          support_vector_machine(clusters, features, SvmKernel::rbf, MulticlassRule::one_vs_one, seed),
          support_vector_machine(clusters, features, SvmKernel::rbf, MulticlassRule::one_vs_rest, seed),
          support_vector_machine(clusters, features, SvmKernel::linear, MulticlassRule::one_vs_one, seed),
          dbscan(clusters, features, infinity, seed),
          dbscan(clusters, features, 30, seed),
          hdbscan(clusters, features, 3, seed),
          kernel_threshold<KernelDensity>(features, 8, seed),
          kernel_threshold<OneClassSvm>(features, 8, seed),
          neighbour_distance(features, 2, seed),
          full_mixture(clusters, features, false, seed)};
}

/// Those of models() too.
inline std::vector<ClusterModel> all_models(Index clusters, Index features, std::uint64_t seed) {
  std::vector<ClusterModel> all = models(clusters, features, seed);
  for (ClusterModel& model : neighbour_models(clusters, features, seed)) all.push_back(std::move(model));
  return all;
}

/// A cluster that the model has, the one asked for if it can be.
inline Index one_of(const ClusterModel& model, Index c) { return std::min(c, clusters(model) - 1); }

}  // namespace neon::samples
