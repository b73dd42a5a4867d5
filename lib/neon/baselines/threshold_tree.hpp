#pragma once
#include <neon/core/types.hpp>

namespace neon {

/// A binary tree of thresholds on single features with one leaf per cluster: cluster assignment as a few short rules.
struct ThresholdTree {
  struct Node {
    Index feature = -1;    ///< -1: a leaf
    double threshold = 0;  ///< points with x_feature <= threshold go left
    Index left = -1, right = -1;
    Index cluster = -1;  ///< of a leaf
    Index mistakes = 0;  ///< points that the split parts from the mean of their cluster
  };
  /// The points that reach a leaf: lower_i < x_i <= upper_i. [d] each, infinite where no split bounds them.
  struct Box {
    Vector lower, upper;
  };

  std::vector<Node> nodes;  ///< the root first, then the left half and the right half
  Index features = 0;
  double kmeans_cost = 0;  ///< sum over points of ‖x - mean of its cluster‖^2
  double cost = 0;         ///< sum over points of ‖x - mean of its leaf‖^2

  /// What the rules cost: cost / kmeans_cost. 1 where both are 0.
  double cost_ratio() const;
  Index mistakes() const;
  /// @param x [n, d]  @return [n] the clusters of the leaves that they reach  @throws Error on another d
  Labels assign(const MatrixView& x) const;
  /// @throws Error if the cluster has no leaf
  Box leaf(Index cluster) const;
};

/// Iterative mistake minimisation: each node splits the means that reach it by the threshold that parts the fewest
/// points from their mean; those points are left out of the nodes below. Thresholds lie midway between neighbouring
/// coordinates of points and means; among the best, the widest gap wins, then the first feature and the lowest
/// threshold.
/// K leaves, where the means of the K clusters differ; clusters without points have no leaf, and of clusters with equal
/// means the first has it.
/// @param x [n, d], n >= 1, finite  @param cluster [n] in [0, clusters)
/// @throws Error if a point is not finite or its cluster out of range
/// Source: Moshkovitz, Dasgupta, Rashtchian and Frost, "Explainable k-means and k-medians clustering", ICML 2020.
ThresholdTree fit_threshold_tree(const MatrixView& x, const Labels& cluster, Index clusters);

}  // namespace neon
