#pragma once
#include <neon/clustering/model.hpp>
#include <neon/explain/attributor.hpp>
#include <neon/neuralize/neuralize.hpp>

#include <functional>
#include <optional>
#include <vector>

namespace neon {

/// What a comparison asks of a cluster model: one of the library's (compared_model), or somebody's own, given as
/// pure functions, which several threads may call at once. The first four members suffice.
struct ComparedModel {
  Index clusters = 0;                                 ///< K
  Index features = 0;                                 ///< d
  std::function<Labels(const MatrixView& x)> assign;  ///< the clusters that points [n, d] are assigned to
  std::function<Network(Index cluster)> neuralize;    ///< the network of a cluster's logit
  /// [n] the logit of every point for the cluster that it is assigned to; empty: the networks compute it.
  std::function<Vector(const MatrixView& x)> logit = {};
  /// As in Background, for methods that learn from the model without a feature; empty: not known.
  std::function<Evidence(Index feature, Index cluster)> without = {};
  /// A model of the same kind and size with random parameters, for metrics that ask for it. Empty, or nothing: there is
  /// none, and these metrics leave a gap.
  std::function<std::optional<ComparedModel>(const MatrixView& x, std::uint64_t seed)> randomised = {};
};

/// A model of the library's. Points are assigned to the cluster of smallest outlier score, those that a linkage tree
/// was fitted on, too: what is compared are explanations of that function, whose logit is nowhere below 0 then.
ComparedModel compared_model(const ClusterModel& model);

/// The clusters of the points.
/// @return [n]  @throws Error if assign or neuralize is empty, x has another number of features than the model, or its
/// answer is not one of its clusters per point
Labels assign(const ComparedModel& model, const MatrixView& x);

/// The network of cluster c.
/// @throws Error if it speaks of another cluster, has another number of features than the model, or was built
/// without neurons or biases
Network neuralize(const ComparedModel& model, Index c);

/// The evidence of every point for the cluster that it is assigned to.
/// @return [n]  @throws Error as assign and neuralize, or if there is not one logit per point
Vector logits(const ComparedModel& model, const MatrixView& x);

/// A background of these points: the clusters that the model assigns them to, and the model without each feature.
/// @param x [m, d], m >= 1, finite  @throws Error otherwise, or as assign
Background model_background(const ComparedModel& model, Matrix x);

/// The rows of the points in each cluster.
std::vector<Labels> members(const Labels& assigned, Index clusters);

}  // namespace neon
