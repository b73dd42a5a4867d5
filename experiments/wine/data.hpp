#pragma once
#include <neon/core/types.hpp>

#include <string>
#include <vector>

namespace neon::experiments::wine {

/// The wine recognition data (UCI) and the clustering that the wine demo explains, embedded in the program.
struct Wine {
  Matrix x;                              ///< [178, 13] each feature scaled to [0, 1]
  std::vector<std::string> features;     ///< [13] names
  Labels label;                          ///< [178] the cultivar
  Matrix centroids;                      ///< [3, 13] numbered by their majority class
  std::string sha256, centroids_sha256;  ///< of datasets/wine.csv and datasets/wine_centroids.csv
};
Wine load();

/// The clustering that the centroids stand for.
struct Clustering {
  Labels assigned;           ///< [178]
  std::vector<Index> sizes;  ///< [3]
  double inertia = 0;
  Labels outside;  ///< points outside the majority class of their cluster
};

/// @throws Error unless each centroid is the mean of the points nearest to it
Clustering verified_clustering(const Wine& wine);

/// The logit that the demo prints for a point, four decimals; NaN for a point it does not print.
double printed_logit(Index point);

}  // namespace neon::experiments::wine
