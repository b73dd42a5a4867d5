#pragma once
#include <optional>
#include <string>
#include <vector>

#include "apps/neon/named_model.hpp"
#include "apps/neon/summary.hpp"

namespace neon::cli {

/// What a model says of a point in its own numbers: a support vector machine those of libsvm and scikit-learn; a sum of
/// kernels, what a point that was fitted owes to itself.
struct PointDecision {
  struct Value {
    std::string of;           ///< "0 against 1", "2 against the rest", or "inliers"
    double value = 0;         ///< f; above 0 for the first
    bool of_cluster = false;  ///< whether it speaks of the point's cluster
  };
  std::vector<Value> values;
  /// Of a point that was fitted: the share of its sum of kernels that is its own kernel, and the evidence without it.
  struct Own {
    double share = 0, evidence = 0;
  };
  std::optional<Own> own = {};
  std::vector<Index> tied;  ///< classes with the same number of votes, the most; empty: one has more than the others
};

/// One for each of `points`; empty for models that have no decision values.
std::vector<PointDecision> decisions_of(const NamedModel& model, const std::vector<PointSummary>& points);

/// "  decision values: 0 against 1 +0.83, ...", those that speak of the point's cluster, whether votes are tied, and
/// "  was fitted: its own kernel is 93 % of the density here; without it the evidence would be -0.2".
std::string decision_lines(const PointDecision& decision);

}  // namespace neon::cli
