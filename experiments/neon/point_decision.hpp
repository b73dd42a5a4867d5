#pragma once
#include <string>
#include <vector>

#include "experiments/neon/named_model.hpp"
#include "experiments/neon/summary.hpp"

namespace neon::cli {

/// What a support vector machine says in its own numbers, as libsvm and scikit-learn tell them.
struct PointDecision {
  struct Value {
    std::string of;           ///< "0 against 1", "2 against the rest", or "inliers"
    double value = 0;         ///< f; above 0 for the first
    bool of_cluster = false;  ///< whether it speaks of the point's cluster
  };
  std::vector<Value> values;
  std::vector<Index> tied;  ///< classes with the same number of votes, the most; empty: one has more than the others
};

/// One for each of `points`; empty for models that have no decision values.
std::vector<PointDecision> decisions_of(const NamedModel& model, const std::vector<PointSummary>& points);

/// "  decision values: 0 against 1 +0.83, ...", those that speak of the point's cluster, and whether votes are tied.
std::string decision_lines(const PointDecision& decision);

}  // namespace neon::cli
