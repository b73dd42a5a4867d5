#include <neon/core/error.hpp>

#include <algorithm>

#include "experiments/claims/claims.hpp"
#include "experiments/models/schema.hpp"

namespace neon::claims {
namespace {

using schema::models::Model;

std::vector<Model> models(const ResultReader& file) {
  std::vector<Model> found;
  for (const std::string& name : file.groups(schema::models::all_models)) found.push_back({name});
  require(!found.empty(), "{}: there should be a model in {}/", file.path().string(), schema::models::all_models);
  return found;
}

/// The law holds in every model: the largest deviation, and where it is.
/// @param promised only those models whose rules promise that relevances sum to the logit
Finding largest(const ResultReader& file, const std::string& gap, double bound, bool promised) {
  Named worst;
  for (const Model& model : models(file)) {
    if (promised && !model.conserving.read(file)) continue;
    const double value = model.check.gap(gap).worst.read(file);
    if (worst.name.empty() || !(value <= worst.value)) worst = {model.name, value};
  }
  Finding finding = at_most(worst.value, bound);
  if (!finding.holds) finding.reason += " (" + worst.name + ")";
  return finding;
}

Finding conserves(const ResultReader& file, double bound) { return largest(file, "sum", bound, true); }

Finding same_as_model(const ResultReader& file, double bound) { return largest(file, "logit", bound, false); }

DataTable model_table(const ResultReader& file) {
  DataTable table{
      "Every kind of cluster model on points of the plane",
      {"model", "points", "clusters", "beta", "|sum R - f| / scores", "|f - log-odds| / scores"},
      {},
      "The largest deviations: of the relevances' sum from the logit, and of the network's logit from that "
      "of the model's own soft assignment, relative to each point's outlier scores. Midpoint rule; biases of "
      "deep embedded clustering's encoder keep a part."};
  for (const Model& model : models(file)) {
    table.rows.push_back({model.title.read(file), fmt::to_string(model.cluster.read(file).size()),
                          fmt::to_string(model.clusters.read(file)), fmt::format("{:.3g}", model.beta.read(file)),
                          fmt::format("{:.1e}", model.check.gap("sum").worst.read(file)),
                          fmt::format("{:.1e}", model.check.gap("logit").worst.read(file))});
  }
  return table;
}

}  // namespace

/// The laws of the method, on every kind of cluster model.
Experiment models_experiment() {
  return {"Every cluster model: regions, boundaries, relevances",
          {{"the network's logit is that of the model's soft assignment: max |f - log-odds|",
            "law",
            {"≤ {:g}", 1e-9, 1e-9},
            same_as_model},
           {"relevances sum to the logit, every model without biases: max |sum R - f|",
            "law",
            {"≤ {:g}", 1e-9, 1e-9},
            conserves}},
          [](const ResultReader& file) {
            return std::vector{model_table(file), cost_table(file)};
          }};
}

}  // namespace neon::claims
