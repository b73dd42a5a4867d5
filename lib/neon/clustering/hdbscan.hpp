#pragma once
#include <neon/clustering/spanning_tree.hpp>

namespace neon {

/// Which clusters of the condensed tree are told.
enum class HdbscanSelection {
  excess_of_mass,  ///< those that live longest for their size, of every branch
  leaf             ///< those that do not split again
};

struct HdbscanOptions {
  Index min_cluster_size = 5;  ///< >= 2; smaller parts fall out of a cluster, and are noise where it is none
  Index min_samples = 0;       ///< rank of the neighbour at the core distance, the point itself the first; 0: as above
  HdbscanSelection selection = HdbscanSelection::excess_of_mass;
};

struct HdbscanFit {
  Labels labels;               ///< [n] clusters in the order of their first points, -1: noise
  Index clusters = 0;          ///< number of them, at least 2
  Index noise = 0;             ///< number of points in none
  Vector core_square;          ///< kappa^2 [n]: squared distance to the neighbour of rank min_samples
  Vector birth_square;         ///< [clusters] 1 / lambda^2 where the cluster split off: the squared length of that edge
  std::vector<TreeEdge> tree;  ///< minimum spanning tree of the mutual reachability, by length
};

/// Hierarchical DBSCAN: single linkage on the mutual reachability (reachability_tree), of which only splits into parts
/// of min_cluster_size points or more count, and from whose clusters those are told that last. With lambda = 1 /
/// length, the stability of a cluster is  sum over its points of (lambda where the point leaves it - lambda where it
/// was born); a cluster is told unless its parts are more stable together. The whole is never a cluster. Labels are
/// scikit-learn's up to their order; where edges tie, the tree is one of several. O(n^2 d) time, O(n d) memory.
/// @param x [n, d], finite
/// @throws Error if an option is out of range, no split of the tree leaves two clusters (all points are noise), x is
/// not finite, or squared distances leave the range of doubles
/// Source: Campello, Moulavi and Sander, "Density-based clustering based on hierarchical density estimates", PAKDD
/// 2013; McInnes and Healy, "Accelerated hierarchical density based clustering", ICDMW 2017.
HdbscanFit fit_hdbscan(const MatrixView& x, const HdbscanOptions& options = {});

/// Why two points are together, or apart: on the way between them in the tree no gap is wider than the bottleneck, and
/// every other way has one as wide.
struct PairExplanation {
  std::vector<Index> path;   ///< points from the one to the other, both included
  TreeEdge bottleneck = {};  ///< the longest edge of the path: m^2 = max(kappa_from^2, kappa_to^2, distance^2)
  enum class Active { distance, from_core, to_core };
  Active active = Active::distance;  ///< which of the three it is; of a core distance, that point lies in a thin place
  Index neighbour = -1;              ///< whose distance counts: the other end, or the neighbour of rank min_samples
  Eigen::RowVectorXd relevance;      ///< [d] R_i, the feature's part of m^2: sums to it
};

/// @param x [n, d] and min_samples as the fit had them  @throws Error if i or j is no point, they are one, or the tree
/// is of other points
PairExplanation explain_pair(const MatrixView& x, const HdbscanFit& fit, Index min_samples, Index i, Index j);

}  // namespace neon
