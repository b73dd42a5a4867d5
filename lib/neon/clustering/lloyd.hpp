#pragma once
#include <neon/clustering/kmeans.hpp>
#include <neon/clustering/nearest_search.hpp>
#include <neon/core/random.hpp>

#include <functional>
#include <string_view>

namespace neon {

/// The parts of Lloyd's algorithm. Sums run over the points in their order: the same for any number of threads.

/// Rows of x drawn with probability proportional to the squared distance from the rows drawn before (k-means++);
/// uniformly where all those distances are 0.
/// @return [clusters, d]
/// Source: Arthur and Vassilvitskii, "k-means++: the advantages of careful seeding", SODA 2007.
Matrix plus_plus_start(const MatrixView& x, Index clusters, Random random);

/// Greedy k-means++: of 2 + ln K rows drawn as there, the one that leaves the smallest sum of squared distances. That
/// sum is over all points if they are few, else over 1 / (4 + 2 ln K) of them, and points are measured from the rows of
/// a batch at once, and then is their assignment known: at K = 1,000 the whole takes about two of these.
/// @param x about its mean, in a unit of its spread (see Frame)  @return [clusters, d]
/// Source: Arthur and Vassilvitskii, "k-means++: the advantages of careful seeding", SODA 2007.
Matrix greedy_start(const MatrixView& x, Index clusters, Random random);

/// Centroids, and where the points are among them.
struct Start {
  Matrix centroids;  ///< [K, d]
  NearestSearch::Places places;
};
/// The same, with the places of the points.  @param search of x
Start greedy_start(const MatrixView& x, const NearestSearch& search, Index clusters, Random random);

/// Points assigned to their nearest centroids.
struct Assignment {
  Labels labels;              ///< [n]
  Matrix sum;                 ///< [K, d]: of the points of each cluster
  std::vector<Index> counts;  ///< [K]: points of each cluster
};

/// The nearest centroid of each point (ties: the first), see NearestSearch. The same decisions as
/// KMeans::outlier_scores.
Assignment nearest_centroids(const MatrixView& x, const Matrix& centroids);

/// ‖x_n - mu_label(n)‖^2 from the differences themselves, exact where the matrix product cancels.  @return [n]
Vector point_errors(const MatrixView& x, const Labels& labels, const Matrix& centroids);

/// The mean of the points of each cluster. An empty cluster receives the point farthest from its centroid, of those
/// whose cluster has others that differ from it.
/// @param centroids those that gave the assignment
/// @throws Error if there are fewer different points than clusters
Matrix cluster_means(const MatrixView& x, Assignment assignment, const Matrix& centroids);

/// The centroids moved by the mean differences from them, to the means of their clusters: as near as numbers far from 0
/// can be.  @param labels [n], every cluster with at least one point
Matrix moved_to_means(const MatrixView& x, const Labels& labels, Matrix centroids);

struct LloydRun {
  Matrix centroids;    ///< [K, d]
  Labels labels;       ///< [n]
  double inertia = 0;  ///< sum over points of ‖x - mu_label‖^2
  Index iterations = 0;
  bool converged = false;  ///< the assignment stopped changing before max_iterations
};

/// The centroids that the means of the clusters stand for: (means, the centroids before) -> centroids.
using Constraint = std::function<Matrix(const Matrix& means, const Matrix& before)>;

/// The run of the smallest inertia (ties up to rounding: the first), each from a k-means++ start of its own, in
/// parallel. They run in the frame of the points, so that seeds draw the same for x and u x + s; the labels told are
/// those of the nearest centroids among the points as they are.
/// @param x finite  @param where named in errors  @param constraint empty: the means themselves
/// @throws Error if K < 2 or K is above the number of points or of different ones, there are no features, an option is
/// out of range, or squares leave the range of doubles
LloydRun best_lloyd_run(const MatrixView& x, Index clusters, const KMeansOptions& options, std::string_view where,
                        const Constraint& constraint = {});

}  // namespace neon
