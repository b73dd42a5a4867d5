#pragma once
#include <neon/clustering/model.hpp>

#include <cstdint>
#include <unordered_map>

namespace neon {

/// Points with their clusters.
struct AssignedPoints {
  Labels cluster;    ///< [n]
  Index differ = 0;  ///< fitted points that the rule for new points, the smallest outlier score, puts into another one
};

/// The clusters that points are in: where its outlier score is smallest (ties: the first), for every point of most
/// models, whose fit says the same of the points fitted. A linkage tree does not: points that an agglomerative model
/// was fitted on, those equal to one of its members in all digits (0 and -0 are one number), stay where they were
/// merged; likewise those of any model that keeps points. One that is kept in several clusters, which no fit does, goes
/// by the rule.
class Assigner {
 public:
  explicit Assigner(const ClusterModel& model);

  /// @param x [n, d]  @throws Error as outlier_scores
  AssignedPoints operator()(const MatrixView& x) const;
  /// @param outlier [n, K] the scores of x, where they are known
  AssignedPoints operator()(const MatrixView& x, const MatrixView& outlier) const;

 private:
  /// The cluster of the kept point equal to x; -1: there is none, or there are several.
  Index kept_in(const Eigen::RowVectorXd& x) const;

  ClusterModel model_;
  KeptPoints kept_;                                     ///< -1: copies of the point are in several clusters
  std::unordered_multimap<std::uint64_t, Index> rows_;  ///< by the hash of their digits; of one for each copy
};

}  // namespace neon
