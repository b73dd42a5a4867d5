#pragma once
#include <neon/clustering/kmeans.hpp>

namespace neon {

/// Spherical k-means: clusters of directions, by the cosine.
///   o_k(x) = ‖x / ‖x‖ - mu_k‖^2 = 2 (1 - cos(x, mu_k)),   ‖mu_k‖ = 1
/// Source: Dhillon and Modha, "Concept decompositions for large sparse text data using clustering", Machine Learning
/// 42, 2001.
struct SphericalKMeans {
  static constexpr std::string_view kind = "spherical-kmeans";

  Matrix centroids;        ///< [K, d], rows of unit norm
  double beta = infinity;  ///< stiffness of assignment

  Index clusters() const { return centroids.rows(); }
  Index features() const { return centroids.cols(); }
  /// @param x [n, d]  @return o [n, K]  @throws Error naming the row where x is 0
  Matrix outlier_scores(const MatrixView& x) const;
  /// Standard k-means on the directions: biases vanish because centroids have unit norm,  h_k = 2 (mu_c - mu_k).u.
  Network neuralize(Index c) const;
  void parameters(ParameterVisitor& visit);
  void check(const ModelCheck& check) const;
  /// @throws Error naming the first row that is 0 and has no direction
  void require_points(const MatrixView& x, std::string_view where) const;
};

struct SphericalKMeansFit {
  SphericalKMeans model;   ///< beta infinity
  Labels labels;           ///< [n], the centroid of the largest cosine
  double inertia = 0;      ///< sum over points of 2 (1 - cos(x, mu_label))
  Index iterations = 0;    ///< of the winning run
  bool converged = false;  ///< the assignment stopped changing before max_iterations
};

/// Lloyd's algorithm on the sphere from k-means++ starts: each centroid is the mean of its members' directions, scaled
/// to unit norm (the direction with the largest sum of cosines). Empty clusters and determinism as in fit_kmeans.
/// @param x [n, d], finite, no row 0  @param clusters K, 2 <= K <= the number of different directions
/// @throws Error if K is out of range, x is not finite, or a row is 0 (named)
SphericalKMeansFit fit_spherical_kmeans(const MatrixView& x, Index clusters, const KMeansOptions& options = {});

}  // namespace neon
