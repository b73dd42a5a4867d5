#pragma once
#include <neon/clustering/models.hpp>

#include "support/samples.hpp"

/// Small cluster models of every kind with random parameters.
namespace neon::samples {

inline KMeans kmeans(Index clusters, Index features, double beta, std::uint64_t seed) {
  return {uniform(clusters, features, seed), Vector::Zero(clusters), beta};
}

/// Clusters of different sizes: 2, 3, 4, ... support vectors.
inline KernelKMeans kernel_kmeans(Index clusters, Index features, double gamma, double beta, std::uint64_t seed) {
  Labels cluster;
  for (Index k = 0; k < clusters; ++k) cluster.insert(cluster.end(), static_cast<std::size_t>(k + 2), k);
  return make_kernel_kmeans(uniform(static_cast<Index>(cluster.size()), features, seed), cluster, gamma, beta);
}

inline DeepKMeans deep_kmeans(Index clusters, Index features, double beta, std::uint64_t seed) {
  const auto layer = [&](Index inputs, Index outputs, std::uint64_t stream) {
    return Linear{1.5 / std::sqrt(static_cast<double>(inputs)) * normal(outputs, inputs, seed + stream),
                  0.3 * normal(outputs, 1, seed + stream + 50).col(0)};
  };
  return {
      {layer(features, 9, 100), layer(9, 7, 200), layer(7, clusters, 300)}, Matrix::Identity(clusters, clusters), beta};
}

inline SphericalKMeans spherical_kmeans(Index clusters, Index features, double beta, std::uint64_t seed) {
  return {uniform(clusters, features, seed).rowwise().normalized(), beta};
}

/// Clusters of different weights; one row of variances where the covariance is shared.
inline GaussianMixture gaussian_mixture(Index clusters, Index features, bool shared, std::uint64_t seed) {
  const Vector weight = Vector::LinSpaced(clusters, 1, 2);
  return {uniform(clusters, features, seed), 0.05 + 0.2 * uniform(shared ? 1 : clusters, features, seed + 100).array(),
          weight / weight.sum()};
}

/// Clusters of different sizes: 2, 3, 4, ... members around a place of their own.
inline Agglomerative agglomerative(Index clusters, Index features, Linkage linkage, double beta, std::uint64_t seed) {
  Labels cluster;
  for (Index k = 0; k < clusters; ++k) cluster.insert(cluster.end(), static_cast<std::size_t>(k + 2), k);
  const Matrix place = uniform(clusters, features, seed + 100);
  return make_agglomerative(
      place(cluster, Eigen::all) + 0.3 * uniform(static_cast<Index>(cluster.size()), features, seed), cluster, linkage,
      beta);
}

/// One of each kind; the standard one with and without biases, hard and soft.
inline std::vector<ClusterModel> models(Index clusters, Index features, std::uint64_t seed) {
  return {kmeans(clusters, features, infinity, seed),
          kmeans(clusters, features, 3, seed),
          without_bias(kmeans(clusters, features, 3, seed)),
          kernel_kmeans(clusters, features, 4, 6, seed),
          deep_kmeans(clusters, features, 5, seed),
          spherical_kmeans(clusters, features, 20, seed),
          gaussian_mixture(clusters, features, true, seed),
          gaussian_mixture(clusters, features, false, seed),
          agglomerative(clusters, features, Linkage::single, infinity, seed),
          agglomerative(clusters, features, Linkage::complete, 4, seed),
          agglomerative(clusters, features, Linkage::average, 4, seed),
          agglomerative(clusters, features, Linkage::ward, 4, seed)};
}

}  // namespace neon::samples
