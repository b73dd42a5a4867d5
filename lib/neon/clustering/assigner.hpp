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
/// merged. A point that is a member of several clusters, which no fit makes, goes by the rule.
class Assigner {
 public:
  /// @param model is looked at later, too: it outlives this object, and its members stay as they are
  explicit Assigner(const ClusterModel& model);

  /// @param x [n, d]  @throws Error as outlier_scores
  AssignedPoints operator()(const MatrixView& x) const;
  /// @param outlier [n, K] the scores of x, where they are known
  AssignedPoints operator()(const MatrixView& x, const MatrixView& outlier) const;

 private:
  /// The cluster of the member equal to x; -1: there is none, or there are several.
  Index merged_into(const Eigen::RowVectorXd& x) const;

  const ClusterModel& model_;
  std::unordered_multimap<std::uint64_t, Index> members_;  ///< by the hash of their digits; of one for each copy
  Labels cluster_;                                         ///< [m] of each member, -1: its copies are in several
};

}  // namespace neon
