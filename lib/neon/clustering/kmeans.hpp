#pragma once
#include <neon/core/progress.hpp>
#include <neon/core/types.hpp>

#include <cstdint>

namespace neon {

/// Standard k-means as a model of cluster assignment:  o_k(x) = ‖x - mu_k‖^2 + offset_k.
/// The paper's model has offset = 0; offset = -‖mu_k‖^2 leaves the bias b_k out of the network ("standard-nobias":
/// the assignment is then argmax mu_k.x).  Source: NEON paper, Sec. 3.2.
struct KMeans {
  Matrix centroids;        ///< [K, d], K >= 2
  Vector offset;           ///< [K], in units of o
  double beta = infinity;  ///< stiffness of assignment, 1 / unit of o

  Index clusters() const { return centroids.rows(); }
  Index features() const { return centroids.cols(); }
  /// @param x [n, d]  @return o [n, K]
  Matrix outlier_scores(const MatrixView& x) const;
};

/// Where a run starts: k-means++, or its greedy form, which ends nearer to the best of many runs.
enum class KMeansStart { plus_plus, greedy };

struct KMeansOptions {
  std::uint64_t seed = 0;
  Index restarts = 10;         ///< the run with the smallest inertia wins (ties: the first)
  Index max_iterations = 300;  ///< of Lloyd's algorithm, per run
  /// A run ends when the squares of its centroids' last moves add up to less than this share of the mean variance of a
  /// feature; 0: when no point changes its cluster.
  double tolerance = 0;
  KMeansStart start = KMeansStart::plus_plus;
  ProgressFn progress = {};
};

struct KMeansFit {
  KMeans model;            ///< offset 0, beta infinity
  Labels labels;           ///< [n], the nearest centroid of each point
  double inertia = 0;      ///< sum over points of ‖x - mu_label‖^2
  Index iterations = 0;    ///< of the winning run
  bool converged = false;  ///< the assignment, or the centroids as far as told, stopped changing before max_iterations
};

/// Lloyd's algorithm from k-means++ starts; an empty cluster is repaired with the point farthest from its centroid.
/// Neither the origin nor the unit of x matters. Deterministic for a seed, whatever the number of threads.
/// @param x [n, d], finite  @param clusters K, 2 <= K <= the number of different points
/// @throws Error if K is out of range, x is not finite (names the row and column), or squares leave the range of
/// doubles
KMeansFit fit_kmeans(const MatrixView& x, Index clusters, const KMeansOptions& options = {});

/// Means of the points of each class: k-means whose assignment is fixed to the labels.
/// @param labels [n] in [0, K)
/// @throws Error if a class has no points, a label is out of range, or two classes have the same mean
KMeans class_means(const MatrixView& x, const Labels& labels, Index clusters);

/// The model without its biases: offset_k = -‖mu_k‖^2.
KMeans without_bias(KMeans model);

}  // namespace neon
