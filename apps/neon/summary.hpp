#pragma once
#include <vector>

#include "apps/neon/class_counts.hpp"
#include "apps/neon/explained_block.hpp"

namespace neon::cli {

/// What the points of one cluster have in common.
struct ClusterSummary {
  Index size = 0;
  double logit = 0, probability = 0;  ///< means
  double constant = 0;                ///< mean, see Explanation::constant
  Eigen::RowVectorXd relevance;       ///< [d] mean
};

/// One point, in full.
struct PointSummary {
  Index point = 0, assigned = 0, explained = 0;
  double logit = 0, probability = 0;
  Eigen::RowVectorXd x, relevance;  ///< [d]
  std::optional<Index> label = {};
  double constant = 0;  ///< see Explanation::constant
};

/// @param row of the block
PointSummary point_of(const ExplainedBlock& block, Index row);

/// Which points are told in full.
struct PointChoice {
  std::vector<Index> points = {};  ///< by number from 0
  Index first = 5;                 ///< without numbers: the first ones
  Index top = 0;                   ///< instead: those with most evidence in each cluster
  bool odd = false;                ///< the first ones among those not of their cluster's most frequent class
};

/// What a person wants to see of any number of explained points; grows with the number of clusters and features only.
class Summary {
 public:
  Summary(Index clusters, Index features, PointChoice choice);
  void add(const ExplainedBlock& block);

  Index points() const { return points_; }
  /// Fitted points that the rule for new points puts into another cluster.
  Index differ() const { return differ_; }
  std::vector<ClusterSummary> clusters() const;
  /// Of points with labels, else empty.
  const ClassCounts& classes() const { return classes_; }
  /// Those chosen, in order of number; with `top`, by cluster and falling evidence.
  /// @throws Error if a number was no point, or there are too many classes to know odd points
  std::vector<PointSummary> chosen() const;

 private:
  void offer(const ExplainedBlock& block, Index row);
  void add_classes(const ExplainedBlock& block);
  std::vector<PointSummary> odd_points() const;

  PointChoice choice_;
  Index points_ = 0, differ_ = 0;
  std::vector<ClusterSummary> sums_;
  std::vector<std::vector<PointSummary>> best_;  ///< by cluster, falling evidence
  std::vector<PointSummary> picked_;             ///< asked for odd points: those that may be
  ClassCounts classes_;
};

/// The numbers of the features of largest |relevance|, at most `count`, falling.
std::vector<Index> strongest(const Eigen::RowVectorXd& relevance, Index count);

}  // namespace neon::cli
