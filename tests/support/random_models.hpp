#pragma once
#include <rapidcheck/catch.h>

#include "support/sample_neighbours.hpp"

/// Cluster models and points drawn by RapidCheck: kind, size, stiffness and seed vary; what they hold is sampled.
namespace neon::samples {

inline std::uint64_t any_seed() { return *rc::gen::inRange<std::uint64_t>(1, 100000); }

/// f = min-pool of linear margins, of 2 to 6 clusters in up to 9 dimensions.
inline ClusterModel any_centroids(double beta = *rc::gen::element(0.5, 4.0, 30.0, infinity)) {
  return kmeans(*rc::gen::inRange<Index>(2, 7), *rc::gen::inRange<Index>(1, 10), beta, any_seed());
}

inline ClusterModel any_model() {
  const Index k = *rc::gen::inRange<Index>(2, 6), d = *rc::gen::inRange<Index>(1, 8);
  switch (*rc::gen::inRange(0, 13)) {
    case 0:
      return any_centroids();
    case 1:
      return kernel_kmeans(k, d, *rc::gen::element(0.5, 4.0, 8.0), *rc::gen::element(1.0, 6.0, 20.0), any_seed());
    case 2:
      return spherical_kmeans(k, d + 1, *rc::gen::element(5.0, 50.0), any_seed());
    case 3:
      return gaussian_mixture(k, d, *rc::gen::arbitrary<bool>(), any_seed());
    case 4:
      return agglomerative(k, d, *rc::gen::elementOf(linkages()), *rc::gen::element(4.0, 20.0, infinity), any_seed());
    case 5:
      return k_nearest_neighbours(k, d, *rc::gen::inRange<Index>(1, 6), any_seed());
    case 6:
      return support_vector_machine(k, d, *rc::gen::element(SvmKernel::rbf, SvmKernel::linear),
                                    *rc::gen::element(MulticlassRule::one_vs_one, MulticlassRule::one_vs_rest),
                                    any_seed());
    case 7:
      return dbscan(k - 1, d, *rc::gen::element(30.0, infinity), any_seed());
    case 8:
      return hdbscan(k - 1, d, *rc::gen::inRange<Index>(1, 4), any_seed());
    case 9:
      return kernel_threshold<KernelDensity>(d, *rc::gen::element(4.0, 30.0), any_seed());
    case 10:
      return kernel_threshold<OneClassSvm>(d, *rc::gen::element(4.0, 30.0), any_seed());
    case 11:
      return neighbour_distance(d, *rc::gen::inRange<Index>(1, 6), any_seed());
    default:
      return deep_kmeans(k, d, *rc::gen::element(1.0, 5.0, 20.0), any_seed());
  }
}

inline Matrix any_points(Index features) { return uniform(*rc::gen::inRange<Index>(1, 12), features, any_seed()); }

}  // namespace neon::samples
