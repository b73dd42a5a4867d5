#pragma once
#include <neon/clustering/model.hpp>
#include <neon/core/progress.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace neon {

/// What a user may choose about a fit; each kind takes what concerns it.
struct FitOptions {
  Index clusters = 3;
  std::uint64_t seed = 0;
  Index restarts = 10;             ///< of the k-means inside; the best one counts
  double top_probability = 0.9;    ///< beta is chosen so that the mean top soft-assign probability is this
  Index support_per_cluster = 20;  ///< kernel-kmeans: support vectors of a cluster, fewer where it has fewer points
  double self_similarity = 0.9;    ///< kernel-kmeans: gamma, see gamma_for_self_similarity
  std::string covariance = "diagonal";  ///< gaussian-mixture: "shared" by the clusters, or each has its own, "diagonal"
  std::string linkage = "average";      ///< agglomerative: see Linkage
  ProgressFn progress = {};
};

/// A kind of cluster model that can be fitted from points alone.
struct FitKind {
  std::string name;  ///< as in model files
  std::string description;
  std::string source;
};
/// Every kind that fit_model knows.
const std::vector<FitKind>& fit_kinds();

/// A model with the clusters of the points that it was fitted on.
struct FittedModel {
  ClusterModel model;
  /// [n] the clusters of the fit, as an Assigner tells them. Of an agglomerative clustering they are those of its tree;
  /// of all other kinds a point's cluster is by definition the one of smallest outlier score under the finished model:
  /// nearest centroid, largest posterior, nearest support vectors (the k-means inside kernel-kmeans only finds these).
  Labels labels;
  Index differ = 0;  ///< points that the rule for new points puts into another cluster than the fit; see AssignedPoints
};

/// Fits a cluster model of any kind. Its stiffness is the one that gives options.top_probability, or infinity where
/// none does (points that tie exactly); a mixture keeps beta = 1, its own posterior. Deterministic for a seed, whatever
/// the number of threads.
/// @param kind see fit_kinds  @param x [n, d], finite
/// @throws Error if the kind is unknown, K < 2, K > n, or the points do not suit the model
FittedModel fit_model(std::string_view kind, const MatrixView& x, const FitOptions& options = {});

}  // namespace neon
