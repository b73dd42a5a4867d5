#pragma once
#include <neon/clustering/model.hpp>

#include <cstdint>
#include <string>

namespace neon::experiments::explain_text {

/// Texts in clusters.
struct Clusters {
  ClusterModel model;  ///< beta such that the mean top probability is 0.9
  Labels cluster;      ///< [n] of the fit: nearest centroid, or where the leave-one-out sweeps left the text
  Index differ = 0;    ///< texts whose smallest outlier score, the rule for new ones, is another cluster's
  Labels sizes;        ///< [K]
  Matrix logits;       ///< [n, K]
  double top_probability = 0;
};

/// Standard k-means, or kernel k-means started from it: the Gaussian kernel gives half of a text's similarity to its
/// n / K nearest neighbours (more where that is their even share), and texts move by leave-one-out sweeps.
/// @param kind "kmeans" or "kernel-kmeans"  @param x [n, d]
/// @throws Error unless 2 <= K <= number of different points
Clusters fit_clusters(const std::string& kind, const Matrix& x, Index clusters, std::uint64_t seed);

}  // namespace neon::experiments::explain_text
