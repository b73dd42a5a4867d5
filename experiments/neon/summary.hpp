#pragma once
#include <vector>

#include "experiments/neon/explained_block.hpp"

namespace neon::cli {

/// What the points of one cluster have in common.
struct ClusterSummary {
  Index size = 0;
  double logit = 0, probability = 0;  ///< means
  Eigen::RowVectorXd relevance;       ///< [d] mean
};

/// One point, in full.
struct PointSummary {
  Index point = 0, assigned = 0, explained = 0;
  double logit = 0, probability = 0;
  Eigen::RowVectorXd x, relevance;  ///< [d]
};

/// Which points are told in full.
struct PointChoice {
  std::vector<Index> points = {};  ///< by number from 0
  Index first = 5;                 ///< without numbers: the first ones
  Index top = 0;                   ///< instead: those with most evidence in each cluster
};

/// What a person wants to see of any number of explained points; grows with the number of clusters and features only.
class Summary {
 public:
  Summary(Index clusters, Index features, PointChoice choice);
  void add(const ExplainedBlock& block);

  Index points() const { return points_; }
  std::vector<ClusterSummary> clusters() const;
  /// Those chosen, in order of number; with `top`, by cluster and falling evidence.
  /// @throws Error if a number was no point
  std::vector<PointSummary> chosen() const;

 private:
  void offer(const ExplainedBlock& block, Index row);

  PointChoice choice_;
  Index points_ = 0;
  std::vector<ClusterSummary> sums_;
  std::vector<std::vector<PointSummary>> best_;  ///< by cluster, falling evidence
  std::vector<PointSummary> picked_;
};

/// The numbers of the features of largest |relevance|, at most `count`, falling.
std::vector<Index> strongest(const Eigen::RowVectorXd& relevance, Index count);

}  // namespace neon::cli
