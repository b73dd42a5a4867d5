#pragma once
#include <neon/clustering/kmeans.hpp>

namespace neon {

struct LocationOptions {
  std::uint64_t seed = 0;
  Index restarts = 5;            ///< of k-means
  double top_probability = 0.9;  ///< beta is chosen so that the mean top soft-assign probability is this
};

/// Clusters of the locations of one layer of a convolutional network, for one image. Each location is a point: its
/// activations, scaled to unit norm,  u_l = a_l / ‖a_l‖. A location without activation stays at 0.
/// Source: NEON paper, Sec. 5.3.
struct LocationClusters {
  Matrix unit;                 ///< u [L, C]
  Vector norm;                 ///< ‖a‖ [L]
  KMeans model;                ///< of the rows of u. [K', C], K' <= K: no more clusters than distinct locations
  Labels labels;               ///< [L] the cluster of each location
  std::vector<Index> sizes;    ///< [K'] locations of each cluster
  double inertia = 0;          ///< sum_l ‖u_l - mu_label‖^2
  double top_probability = 1;  ///< reached by model.beta; where K' = 1 or locations tie, beta is infinite
  bool converged = true;

  Index clusters() const { return model.clusters(); }
  Index zero_locations() const { return (norm.array() == 0).count(); }
};

/// u_l = a_l / ‖a_l‖, 0 for a_l = 0.
/// @param activations [L, C]  @param norm receives ‖a_l‖ [L] if given  @return [L, C]
/// @throws Error naming the location if one is not finite
Matrix unit_locations(const MatrixView& activations, Vector* norm = nullptr);

/// k-means with restarts on the unit locations, then the search for beta. Locations closer than float32 rounding count
/// as one point: an image of one colour gives fewer clusters than asked for.
/// @param activations [L, C], finite  @param clusters K, 2 <= K <= L
/// @throws Error if K is out of range or an activation is not finite
LocationClusters cluster_locations(const MatrixView& activations, Index clusters, const LocationOptions& options = {});

}  // namespace neon
