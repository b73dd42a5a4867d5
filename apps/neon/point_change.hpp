#pragma once
#include <neon/roots/counterfactual.hpp>

#include <string>
#include <vector>

#include "apps/neon/named_model.hpp"
#include "apps/neon/summary.hpp"

namespace neon::cli {

/// What `--counterfactual` asks.
struct CounterfactualFlags {
  bool asked = false;
  std::string to;                  ///< a cluster, by number or name; empty: any other
  std::vector<std::string> fixed;  ///< features that stay as they are, by name or by number from 0
};
void add_counterfactual_flags(command_line::Parser& app, CounterfactualFlags& flags);

/// A counterfactual in the units of the points, before scaling.
struct PointChange {
  Counterfactual found;  ///< in the units of the model
  Eigen::RowVectorXd x;  ///< [d] the point in the other cluster; fixed features have their own digits
};

/// The nearest points in other clusters, one for each of `points`, which are in the clusters that they say.
/// @param names of the features [d]  @param to the cluster asked for, if one is
/// @throws Error naming the option if a feature is unknown or all are fixed, or --to or --fixed come without
/// --counterfactual
std::vector<PointChange> changes_of(const NamedModel& model, const std::vector<PointSummary>& points,
                                    const CounterfactualFlags& flags, std::optional<Index> to,
                                    const std::vector<std::string>& names);

}  // namespace neon::cli
