#pragma once
#include <neon/clustering/neighbour_search.hpp>
#include <neon/core/progress.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace neon {

struct ModelCheck;
struct Network;
class ParameterVisitor;
struct KeptPoints;

/// DBSCAN as a model of cluster assignment: a point is in the cluster of its nearest core point if that is within eps,
/// else it is noise.
///   o_k(x) = min over the core points of cluster k of ‖x - x_j‖^2,   o_noise = eps^2
/// The last score is noise, a constant. Soft: softmin^gamma over the core points instead of the minimum.
/// Border points, within eps of a core point but none themselves, belong to the first cluster that reached them when
/// they were fitted, which need not be the nearest: those are kept (Assigner).
/// Source: Ester, Kriegel, Sander and Xu, "A density-based algorithm for discovering clusters in large spatial
/// databases with noise", KDD 1996.
struct Dbscan {
  static constexpr std::string_view kind = "dbscan";

  Matrix core;                ///< [m, d] the core points, sorted by cluster
  std::vector<Index> begin;   ///< [K + 1]: cluster k owns rows begin[k] ... begin[k + 1] - 1
  double squared_radius = 0;  ///< eps^2
  double gamma = infinity;    ///< of the pools over core points, 1 / squared unit of x
  bool by_variance = false;   ///< eps^2 is shared among the features by their variances inside clusters, else equally
  Matrix contested = {};      ///< [b, d] border points that were fitted into another cluster than the nearest
  Labels contested_in = {};   ///< [b] the clusters of the fit
  double beta = infinity;     ///< stiffness of assignment, 1 / squared unit of x
  std::vector<NeighbourSearch> search = {};  ///< of the core points of each cluster; see make_dbscan

  /// Those that were found, and noise.
  Index clusters() const { return static_cast<Index>(begin.size()); }
  Index noise() const { return clusters() - 1; }
  Index features() const { return core.cols(); }
  /// The cluster of each core point. [m]
  Labels cluster_of() const;
  /// @param x [n, d]  @return o [n, K + 1]
  Matrix outlier_scores(const MatrixView& x) const;
  /// "0", "1", ..., "noise".
  std::vector<std::string> score_names() const;
  /// Pools over the distances to core points, and margins over eps^2 beside them (ConstantMargins).
  Network neuralize(Index c) const;
  void parameters(ParameterVisitor& visit);
  void check(const ModelCheck& check) const;
  KeptPoints kept_points() const;
};

/// Sorts the core points by cluster (stable).
/// @param cluster [m] in [0, K), every cluster with at least one core point
/// @throws Error if a cluster is empty, an index is out of range, eps is not positive or core is not finite
Dbscan make_dbscan(const MatrixView& core, const Labels& cluster, double squared_radius, double gamma = infinity);

struct DbscanOptions {
  double eps = 0;           ///< radius, in units of x, > 0
  Index min_samples = 5;    ///< points within eps that make a core point, itself counted
  double gamma = infinity;  ///< see Dbscan
};

struct DbscanFit {
  Dbscan model;      ///< beta infinity
  Labels labels;     ///< [n] clusters in the order of their first core points, -1: noise; as scikit-learn's
  Index core = 0;    ///< number of core points
  Index border = 0;  ///< number of points in clusters that are no core points
  Index noise = 0;   ///< number of points in none
};

/// Counts the points within eps of each, joins the clusters of core points within eps of each other, and gives border
/// points to the first cluster that reaches them. Memory grows with n alone.
/// @param x [n, d], finite
/// @throws Error if eps is not positive, min_samples not in [1, n], no point is a core point, x is not finite, or
/// squared distances leave the range of doubles
DbscanFit fit_dbscan(const MatrixView& x, const DbscanOptions& options);

/// An eps for fit_dbscan: nine of ten points are core points. The distance within which they have min_samples points.
/// @throws Error if min_samples is not in [1, n], or that distance is 0
double dbscan_radius(const MatrixView& x, Index min_samples);

/// "Why is x a core point?":  f = eps^2 - d_(min_samples)(x), d_(m) the m-th smallest squared distance to the points of
/// the fit, x itself counted if it is one of them. Positive, or 0, for core points.
/// @param points [n, d] of the fit  @throws Error as fit_dbscan
Network core_network(const MatrixView& points, double eps, Index min_samples);

/// The nearest point that the model puts elsewhere.
struct DensityCounterfactual {
  Eigen::RowVectorXd point;  ///< [d]
  double distance = 0;       ///< ‖point - x‖
  Index core = -1;         ///< row of the core point on whose ball it lies; -1: the fixed features leave no such point
  double logit = 0;        ///< of the cluster asked for, or of noise, at `point`: 0 to rounding
  bool certified = false;  ///< no other point that belongs there is nearer
};

/// In closed form: the point towards x on the ball around a core point q,  q + eps (x - q) / ‖x - q‖. With features F
/// that stay, of what they leave of the ball, in the others: radius^2 = eps^2 - ‖(x - q)_F‖^2.
/// Into a cluster: q is its core point whose ball is nearest to x. Certified unless another cluster's core point is
/// nearer still to the point found. Into noise: q is the core point in whose ball x is deepest, eps - ‖x - q‖ from its
/// surface. Certified unless the point lies in another ball; the nearest way out is then no ball's own (root_points
/// searches for it).
/// @param x [d]  @param c the cluster, or model.noise()  @param fixed features that stay exactly as they are
/// @throws Error if c is no cluster, x is there already, or a fixed feature is out of range or all are
DensityCounterfactual counterfactual(const Dbscan& model, const Eigen::RowVectorXd& x, Index c,
                                     const Labels& fixed = {});

/// The nearest point that is not in cluster `from`, or that is in `to` if it is asked for, where a closed form is
/// certified; nothing where it has to be searched for. Out of a cluster, to no other in particular, that is the way to
/// noise, if no middle plane between core points of two clusters is nearer. core -1: there is none, whatever the free
/// features are.
/// @param x [d] in `from` and not in `to`, by the rule for new points  @throws Error as counterfactual
std::optional<DensityCounterfactual> certified_counterfactual(const Dbscan& model, const Eigen::RowVectorXd& x,
                                                              Index from, std::optional<Index> to,
                                                              const Labels& fixed = {});

}  // namespace neon
