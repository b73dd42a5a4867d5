#include "apps/neon/point_change.hpp"

#include <neon/core/error.hpp>
#include <neon/core/nearest_name.hpp>

#include <algorithm>
#include <charconv>

#include "command_line/parser.hpp"

namespace neon::cli {
namespace {

/// A feature by name or, where no feature has that name, by number.
Index feature_named(const std::string& text, const std::vector<std::string>& names) {
  if (const auto named = std::find(names.begin(), names.end(), text); named != names.end())
    return named - names.begin();
  Index number = -1;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), number);
  require(status == std::errc() && end == text.data() + text.size() && number >= 0 &&
              number < static_cast<Index>(names.size()),
          "--fixed: there is no feature '{}'{}", text, did_you_mean(text, names));
  return number;
}

}  // namespace

void add_counterfactual_flags(command_line::Parser& app, CounterfactualFlags& flags) {
  app.add_flag("--counterfactual", flags.asked,
               "For every point shown: the nearest point that would be in another cluster, and what changes");
  app.add_option("--to", flags.to, "With --counterfactual: in this cluster, by number or name").type_name("C");
  app.add_option("--fixed", flags.fixed, "With --counterfactual: these features stay as they are")
      .type_name("COLUMN,...")
      .delimiter(',');
}

std::vector<PointChange> changes_of(const NamedModel& model, const std::vector<PointSummary>& points,
                                    const CounterfactualFlags& flags, std::optional<Index> to,
                                    const std::vector<std::string>& names) {
  require(flags.asked || flags.to.empty(), "--to: --counterfactual asks for what would be in that cluster");
  require(flags.asked || flags.fixed.empty(), "--fixed: --counterfactual asks what changes");
  if (!flags.asked || points.empty()) return {};
  CounterfactualOptions options{.to = to};
  for (const std::string& name : flags.fixed) options.fixed.push_back(feature_named(name, names));
  require(static_cast<Index>(options.fixed.size()) < static_cast<Index>(names.size()),
          "--fixed: {} of {} features are fixed, some should be free", options.fixed.size(), names.size());
  Matrix x(static_cast<Index>(points.size()), static_cast<Index>(names.size()));
  Labels cluster;
  for (const PointSummary& point : points) {
    x.row(static_cast<Index>(cluster.size())) = point.x;
    cluster.push_back(point.assigned);
  }
  Matrix z = x;
  model.scaling.apply(z);
  std::vector<Counterfactual> found = counterfactuals(model.model, z, cluster, options);
  std::vector<PointChange> changes;
  for (std::size_t n = 0; n < found.size(); ++n) {
    const auto row = static_cast<Index>(n);
    Eigen::RowVectorXd there = x.row(row);
    for (const Index i : found[n].changed) {
      const double step = found[n].point[i] - z(row, i);
      there[i] += model.scaling.empty() ? step : step / model.scaling.factor[i];
    }
    changes.push_back({std::move(found[n]), std::move(there)});
  }
  return changes;
}

}  // namespace neon::cli
