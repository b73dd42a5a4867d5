#pragma once
#include <neon/network/pooled_distances.hpp>
#include <neon/rules/linear_propagation.hpp>

#include <optional>

namespace neon {

/// Relevance of the margins of PooledDistances -> relevance of the features, across hard pools: they hand all relevance
/// to the members that stand for their clusters; below them, rules act on the detection layer of these prototypes, and
/// the midpoint rule gives a feature its own terms of o_k - o_c.
class PrototypePropagation {
 public:
  /// @param layer should outlive the propagation
  PrototypePropagation(const PooledDistances& layer, Rule rule);

  Matrix operator()(const MatrixView& x, const Pass& pass, const MatrixView& relevance, const LayerDetail& asked) const;

 private:
  const PooledDistances* layer_;
  Rule rule_;
  std::optional<LinearPropagation> constant_;  ///< where each cluster has one member: the same for all points
};

}  // namespace neon
