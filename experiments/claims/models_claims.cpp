#include "experiments/claims/models_claims.hpp"

#include <neon/core/error.hpp>

#include <algorithm>

#include "experiments/claims/cost_table.hpp"
#include "experiments/claims/finding.hpp"

namespace neon::claims {
namespace {

std::vector<std::string> models(const ResultReader& file) {
  std::vector<std::string> found = file.groups("models");
  require(!found.empty(), "{}: there should be a model in models/", file.path().string());
  return found;
}

/// The law holds in every model: the largest deviation, and where it is.
Finding largest(const ResultReader& file, const std::string& attribute, double bound) {
  Named worst;
  for (const std::string& model : models(file)) {
    const double value = file.number("models/" + model, attribute);
    if (worst.name.empty() || !(value <= worst.value)) worst = {model, value};
  }
  Finding finding = at_most(worst.value, bound);
  if (!finding.holds) finding.reason += " (" + worst.name + ")";
  return finding;
}

Finding conserves(const ResultReader& file, double bound) { return largest(file, "check_sum_worst", bound); }

Finding same_as_model(const ResultReader& file, double bound) { return largest(file, "check_logit_worst", bound); }

DataTable model_table(const ResultReader& file) {
  DataTable table{"Every kind of cluster model on points of the plane",
                  {"model", "points", "clusters", "beta", "|sum R - f| / scores", "|f - log-odds| / scores"},
                  {},
                  "The largest deviations: of the relevances' sum from the logit, and of the network's logit from that "
                  "of the model's own soft assignment, relative to each point's outlier scores. Midpoint rule."};
  for (const std::string& model : models(file)) {
    const std::string group = "models/" + model;
    table.rows.push_back({file.text(group, "title"), fmt::to_string(file.labels(group + "/cluster").size()),
                          fmt::to_string(file.integer(group, "clusters")),
                          fmt::format("{:.3g}", file.number(group, "beta")),
                          fmt::format("{:.1e}", file.number(group, "check_sum_worst")),
                          fmt::format("{:.1e}", file.number(group, "check_logit_worst"))});
  }
  return table;
}

}  // namespace

Experiment models_experiment() {
  return {"Every cluster model: regions, boundaries, relevances",
          {{"the network's logit is that of the model's soft assignment: max |f - log-odds|",
            "law",
            {"≤ {:g}", 1e-9, 1e-9},
            same_as_model},
           {"relevances sum to the logit, every model: max |sum R - f|", "law", {"≤ {:g}", 1e-9, 1e-9}, conserves}},
          [](const ResultReader& file) {
            return std::vector{model_table(file), cost_table(file)};
          }};
}

}  // namespace neon::claims
