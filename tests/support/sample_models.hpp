#pragma once
#include <neon/clustering/model.hpp>

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

/// One of each kind; the standard one with and without biases, hard and soft.
inline std::vector<ClusterModel> models(Index clusters, Index features, std::uint64_t seed) {
  return {kmeans(clusters, features, infinity, seed), kmeans(clusters, features, 3, seed),
          without_bias(kmeans(clusters, features, 3, seed)), kernel_kmeans(clusters, features, 4, 6, seed),
          deep_kmeans(clusters, features, 5, seed)};
}

}  // namespace neon::samples
