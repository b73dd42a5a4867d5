#pragma once
#include <neon/core/progress.hpp>
#include <neon/core/types.hpp>

#include <string_view>

namespace neon {

/// How far a point is from a cluster, from its squared distances to the members.
enum class Linkage {
  single,    ///< min_j ‖x - x_j‖^2
  complete,  ///< max_j ‖x - x_j‖^2
  average    ///< mean_j ‖x - x_j‖^2
};
/// "single", "complete" or "average".
std::string_view text(Linkage linkage);
/// @throws Error naming the three
Linkage linkage_named(std::string_view name);

/// An agglomerative clustering cut at K clusters, as a model of cluster assignment: the linkage of a point to the
/// members of a cluster, o_k(x) = min, max or mean over j in C_k of ‖x - x_j‖^2. A point goes where it would be merged
/// first. Single linkage gives every member its own cluster; complete and average linkage need not.
/// The members of a cluster are consecutive rows.
struct Agglomerative {
  Matrix members;            ///< [m, d], sorted by cluster
  std::vector<Index> begin;  ///< [K + 1]: cluster k owns rows begin[k] ... begin[k + 1] - 1
  Linkage linkage = Linkage::average;
  double beta = infinity;  ///< stiffness of assignment, 1 / squared unit of x

  Index clusters() const { return static_cast<Index>(begin.size()) - 1; }
  Index features() const { return members.cols(); }
  Index first(Index k) const { return begin[static_cast<std::size_t>(k)]; }
  Index size(Index k) const { return first(k + 1) - first(k); }
  /// Rows of the members of cluster k.
  auto points(Index k) const { return members.middleRows(first(k), size(k)); }
  /// The cluster of each member. [m]
  Labels cluster_of() const;
  /// @param x [n, d]  @return o [n, K]
  Matrix outlier_scores(const MatrixView& x) const;
};

/// Sorts the points by cluster (stable): any clustering can be explained by the linkage to its members.
/// @param cluster [n] in [0, K), every cluster with at least one member
/// @throws Error if K < 2, a cluster is empty, an index is out of range, or x is not finite
Agglomerative make_agglomerative(const MatrixView& x, const Labels& cluster, Linkage linkage, double beta = infinity);

struct AgglomerativeOptions {
  Linkage linkage = Linkage::average;
  Index most_points = 10000;  ///< more are refused: the distances of n points take 4 n (n - 1) bytes
  ProgressFn progress = {};
};

struct AgglomerativeFit {
  Agglomerative model;  ///< beta infinity
  Labels labels;        ///< [n] the cluster that each point was merged into, numbered by first point
  Vector heights;       ///< [n - 1] squared linkage of every merge, ascending; the last K - 1 were cut
};

/// Merges the two clusters of smallest linkage until K are left: nearest-neighbour chains over a table of squared
/// Euclidean distances, updated after Lance and Williams. O(n^2) time and memory. Deterministic.
/// Single and complete linkage do not depend on the squares; average linkage is the mean of squared distances.
/// @param x [n, d], finite  @param clusters K, 2 <= K <= n
/// @throws Error if K is out of range, n > most_points, or x is not finite
/// Source: Lance and Williams, "A general theory of classificatory sorting strategies", Computer Journal 9, 1967;
/// Murtagh, "A survey of recent advances in hierarchical clustering algorithms", Computer Journal 26, 1983.
AgglomerativeFit fit_agglomerative(const MatrixView& x, Index clusters, const AgglomerativeOptions& options = {});

}  // namespace neon
