#pragma once
#include <neon/clustering/reachability_search.hpp>
#include <neon/clustering/spanning_tree.hpp>

#include <string>
#include <string_view>

namespace neon {

struct ModelCheck;
struct Network;
class ParameterVisitor;
struct KeptPoints;

/// What a score of HDBSCAN is around a point: the squared distance to one of the points of the fit, or a constant.
struct ReachabilityTerm {
  enum class Kind {
    distance,  ///< d_j, or kappa(x)^2, which is the distance to x's own neighbour of rank min_samples
    density,   ///< kappa_j^2: the exemplar lies in a thin place
    birth      ///< t_k
  };
  Kind kind = Kind::distance;
  double value = 0;
  Index point = -1;  ///< at that distance; density: j; birth: -1
};

/// A margin of HDBSCAN around a point:  h = above - below.
struct ReachabilityMargin {
  ReachabilityTerm above, below;
  double value() const { return above.value - below.value; }
};

/// HDBSCAN as a model of cluster assignment: a point is in the cluster of the member that is nearest by mutual
/// reachability, if it is nearer than the edge of which that cluster was born, else it is noise.
///   o_k(x) = min over the members j of cluster k of max(kappa(x)^2, kappa_j^2, d_j),   t_k = 1 / lambda_birth(k)^2
///   f_c = min( min_{k != c} o_k - o_c,  t_c - o_c ),   f_noise = -max_c f_c
/// which is where the condensed tree would hang a new point: from its nearest member, by an edge that is inside the
/// cluster only if it is shorter than the one of its birth. (Scores o_k - t_k against 0, the same noise for all, would
/// be another rule: it gives a point beside a dense cluster to a loose one farther away, if only that is wide enough.)
/// The last score is noise: t_c of the nearest cluster c. Where kappa(x)^2 is the largest of the three for several
/// clusters they tie, and evidence is 0.
/// Fitted points keep the labels of the tree (Assigner). The rule says the same of them, but where edges tie in length.
/// Source: Campello, Moulavi and Sander, "Density-based clustering based on hierarchical density estimates", PAKDD
/// 2013; new points: McInnes, Healy and Astels, "hdbscan: Hierarchical density based clustering", JOSS 2(11), 2017.
struct Hdbscan {
  static constexpr std::string_view kind = "hdbscan";

  ReachabilitySearch search = {};  ///< of the points of the fit, in its order, with their clusters; -1: noise
  Vector birth_square = {};        ///< t_k [K], in units of squared distance
  double beta = infinity;          ///< stiffness of assignment, 1 / squared unit of x

  /// Those that were found, and noise.
  Index clusters() const { return birth_square.size() + 1; }
  Index noise() const { return birth_square.size(); }
  Index features() const { return search.points().cols(); }
  /// @param x [n, d]  @return o [n, K + 1]
  Matrix outlier_scores(const MatrixView& x) const;
  /// @param x [n, d]  @return f [n, K + 1], softmin^beta instead of the minima over competitors
  Matrix logits(const MatrixView& x) const;
  /// The margins over the competitors, in their order, at every point: of a cluster o_k - o_c and t_c - o_c, of noise
  /// o_k - min(t_k, min_{l != k} o_l).  @return [n][K]
  std::vector<std::vector<ReachabilityMargin>> margins(const MatrixView& x, Index c) const;
  /// ReachabilityMargins below a minimum.  @throws Error if c is no cluster or beta is not positive
  Network neuralize(Index c) const;
  /// "0", "1", ..., "noise".
  std::vector<std::string> score_names() const;
  void parameters(ParameterVisitor& visit);
  void check(const ModelCheck& check) const;
  KeptPoints kept_points() const;
  /// kappa_j^2 of the member that stands for its cluster.
  std::string constant_name() const { return "density of the exemplar"; }
};

/// @param points [m, d]  @param cluster [m] in [0, K), -1: noise  @param birth_square [K]
/// @throws Error as ReachabilitySearch
Hdbscan make_hdbscan(const MatrixView& points, const Labels& cluster, const Vector& birth_square, Index min_samples);

/// Which clusters of the condensed tree are told.
enum class HdbscanSelection {
  excess_of_mass,  ///< those that live longest for their size, of every branch
  leaf             ///< those that do not split again
};

struct HdbscanOptions {
  Index min_cluster_size = 5;  ///< >= 2; smaller parts fall out of a cluster, and are noise where it is none
  Index min_samples = 0;       ///< rank of the neighbour at the core distance, the point itself the first; 0: as above
  HdbscanSelection selection = HdbscanSelection::excess_of_mass;
  double epsilon = 0;          ///< clusters born at a shorter edge are joined into the one above that was not; 0: never
  Index max_cluster_size = 0;  ///< excess of mass: larger ones are not told, their parts are; 0: any size
  bool single_cluster = false;  ///< the whole may be a cluster

  Index rank() const { return min_samples == 0 ? min_cluster_size : min_samples; }
};

struct HdbscanFit {
  Labels labels;        ///< [n] clusters in the order of their first points, -1: noise
  Index clusters = 0;   ///< number of them, at least 1
  Index noise = 0;      ///< number of points in none
  Vector core_square;   ///< kappa^2 [n]: squared distance to the neighbour of rank min_samples
  Vector birth_square;  ///< [clusters] 1 / lambda^2 where the cluster split off: the squared length of that edge;
                        ///< of the whole, where its points count as noise: see fit_hdbscan
  std::vector<TreeEdge> tree;  ///< minimum spanning tree of the mutual reachability, by length
};

/// Hierarchical DBSCAN: single linkage on the mutual reachability (reachability_tree), of which only splits into parts
/// of min_cluster_size points or more count, and from whose clusters those are told that last. With lambda = 1 /
/// length, the stability of a cluster is  sum over its points of (lambda where the point leaves it - lambda where it
/// was born); a cluster is told unless its parts are more stable together, or it is larger than max_cluster_size. The
/// whole is a cluster only if options.single_cluster lets it be: then of the points those in it that stay until edges
/// of length epsilon, or, if that is 0, until the last edge that takes points or parts from the whole. Labels are
/// scikit-learn's up to their order; where edges tie, the tree is one of several. O(n^2 d) time, O(n d) memory. There
/// is no alpha: scikit-learn's means another distance for each of its algorithms, and as 1 / alpha times the distances
/// between points, but not those to their neighbours, has no network here.
/// @param x [n, d], finite
/// @throws Error if an option is out of range, no cluster is told (all points are noise), x is not finite, or squared
/// distances leave the range of doubles
/// Source: Campello, Moulavi and Sander, "Density-based clustering based on hierarchical density estimates", PAKDD
/// 2013; McInnes and Healy, "Accelerated hierarchical density based clustering", ICDMW 2017; epsilon: Malzer and Baum,
/// "A hybrid approach to hierarchical density-based cluster selection", MFI 2020.
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

  /// The point whose distance to `neighbour` counts.
  Index start() const { return active == Active::to_core ? bottleneck.to : bottleneck.from; }
};

/// @param x [n, d] and min_samples as the fit had them  @throws Error if i or j is no point, they are one, or the tree
/// is of other points
PairExplanation explain_pair(const MatrixView& x, const HdbscanFit& fit, Index min_samples, Index i, Index j);

/// The same of two points of a model's fit, whose tree is grown again: O(m^2 d) time.
PairExplanation explain_pair(const Hdbscan& model, Index i, Index j);

}  // namespace neon
