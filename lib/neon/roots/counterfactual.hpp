#pragma once
#include <neon/clustering/model.hpp>
#include <neon/roots/root_point.hpp>

#include <optional>

namespace neon {

struct CounterfactualOptions {
  std::optional<Index> to = {};  ///< the cluster to be reached; nothing: any other than the point's own
  Labels fixed = {};             ///< features that stay exactly as they are
  RootOptions roots = {};
};

/// The nearest point found in another cluster, with its proof.
struct Counterfactual {
  Eigen::RowVectorXd point;  ///< [d]; x itself where none was found
  double distance = 0;       ///< ‖x - point‖
  bool found = false;        ///< whether the boundary was reached
  /// No point is nearer, and where none was found there is none: a closed form of the model. Root points that were
  /// searched for are feasible, and the nearest of several local minima.
  bool certified = false;
  Index from = 0;  ///< the cluster of x
  Index to = 0;    ///< the one across the boundary: as asked, else the nearest at the point; `from` if not found
  /// [K] min_{j != k} (o_j - o_k) at the point, by which clusters are decided: 0 at the boundary of `from` and `to`, up
  /// to options.roots.tolerance of what it was at x; below 0 for the others.
  Vector logits;
  Labels changed;  ///< features that differ from x, those that change most first
};

/// What would have to change for each point to be in another cluster: the root point of its logit under
/// hard assignment (P(c|x) = 1/2 of a soft one need not be where the cluster changes), or of that of the cluster asked
/// for,
///   argmin_xi ‖x - xi‖  s.t.  f_own(xi) <= 0,  or  f_to(xi) >= 0;   xi_i = x_i for fixed i
/// in closed form where the model has one that is certified (DBSCAN) and the box is unbounded, else found and certified
/// as root_points does; over the features that are free. A point that is in the cluster asked for, or in none because
/// a vote is tied (f_own <= 0), is its own counterfactual.
/// @param x [n, d], finite  @param cluster [n] of the points
/// @throws Error if shapes differ, a cluster or feature is out of range, or all features are fixed
std::vector<Counterfactual> counterfactuals(const ClusterModel& model, const MatrixView& x, const Labels& cluster,
                                            const CounterfactualOptions& options = {});

}  // namespace neon
