#pragma once
#include <neon/core/progress.hpp>
#include <neon/core/types.hpp>

#include <string_view>
#include <vector>

namespace neon {

struct ModelCheck;
struct Network;
class ParameterVisitor;
struct KeptPoints;

/// How far two clusters A and B are apart when a tree is built, and the outlier score o_k of a point under the finished
/// clustering, the rule for new points. d is the Euclidean distance, m_A the mean of A.
enum class Linkage {
  single,           ///< min d(a, b);  o_k = min_j ‖x - x_j‖^2
  complete,         ///< max d(a, b);  o_k = max_j ‖x - x_j‖^2
  average,          ///< mean d(a, b), as scikit-learn, scipy and R;  o_k = mean_j ‖x - x_j‖^2
  average_squared,  ///< mean d(a, b)^2;  o_k = mean_j ‖x - x_j‖^2
  ward              ///< increase of the sum of squares, |A| |B| / (|A| + |B|) ‖m_A - m_B‖^2;  o_k = ‖x - m_k‖^2
};
/// All of them.
const std::vector<Linkage>& linkages();
/// "single", "complete", "average", "average-squared" or "ward".
std::string_view text(Linkage linkage);
/// @throws Error naming them all
Linkage linkage_named(std::string_view name);

/// An agglomerative clustering cut at K clusters, as a model of cluster assignment by the squared distances of a point
/// to the members of a cluster: o_k(x) is their min (single linkage), max (complete), mean (both averages), or the
/// distance to the members' mean (Ward).
/// Single, complete and squared average linkage put a point where it would be merged first. A mean of distances is no
/// sum over features, and the increase after Ward, |C_k| / (|C_k| + 1) ‖x - m_k‖^2, no affine function up to what all
/// clusters share: these two take the nearest rule that has an exact network.
/// Points that were fitted belong where they were merged (Assigner). Under single linkage the rule says the same of
/// them, under the others it need not.
/// The members of a cluster are consecutive rows.
struct Agglomerative {
  static constexpr std::string_view kind = "agglomerative";

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
  /// Pools over the distances to the members (pooled_distances), hard ones: kernel k-means tends to single linkage as
  /// gamma grows.
  Network neuralize(Index c) const;
  void parameters(ParameterVisitor& visit);
  void check(const ModelCheck& check) const;
  /// The members, where they were merged.
  KeptPoints kept_points() const;
};

/// Sorts the points by cluster (stable): any clustering can be explained by the linkage to its members.
/// @param cluster [n] in [0, K), every cluster with at least one member
/// @throws Error if K < 2, a cluster is empty, an index is out of range, or x is not finite
Agglomerative make_agglomerative(const MatrixView& x, const Labels& cluster, Linkage linkage, double beta = infinity);

struct AgglomerativeOptions {
  Linkage linkage = Linkage::average;
  /// More are refused, but of single linkage: the distances of n points take 4 n (n - 1) bytes.
  Index most_points = 10000;
  ProgressFn progress = {};
};

struct AgglomerativeFit {
  Agglomerative model;  ///< beta infinity
  Labels labels;        ///< [n] the cluster that each point was merged into, numbered by first point
  /// [n - 1] what every merge cost, ascending, in units of x; the last K - 1 were cut. As scipy tells it: the linkage's
  /// distance; of squared averages its root; of Ward the root of twice the increase.
  Vector heights;
};

/// Merges the two clusters of smallest linkage until K are left. Single linkage: along the minimum spanning tree of the
/// distances (reachability_tree), O(n^2 d) time, O(n d) memory. The others: nearest-neighbour chains over a table of
/// the distances of all pairs, updated after Lance and Williams, O(n^2) time and memory. Deterministic. Distances come
/// from differences of points in a unit of their own, so that neither origin nor unit of x matters. Of pairs that tie
/// the one counts that the tree takes, or that the chain meets first, as in scipy.
/// @param x [n, d], finite  @param clusters K, 2 <= K <= the number of different points
/// @throws Error if K is out of range, n > most_points (but of single linkage), x is not finite, or squared distances
/// leave the range of doubles
/// Source: Lance and Williams, "A general theory of classificatory sorting strategies", Computer Journal 9, 1967;
/// Murtagh, "A survey of recent advances in hierarchical clustering algorithms", Computer Journal 26, 1983; Ward,
/// "Hierarchical grouping to optimize an objective function", J. Am. Stat. Assoc. 58, 1963; Gower and Ross, "Minimum
/// spanning trees and single linkage cluster analysis", J. R. Stat. Soc. C 18, 1969.
AgglomerativeFit fit_agglomerative(const MatrixView& x, Index clusters, const AgglomerativeOptions& options = {});

}  // namespace neon
