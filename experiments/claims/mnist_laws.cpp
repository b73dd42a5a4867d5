#include <neon/core/error.hpp>

#include <algorithm>

#include "experiments/claims/parts.hpp"

namespace neon::claims::mnist {
namespace {

using schema::mnist::Method;

Claim feasible(const std::string& root, const std::string& text) {
  return {text, "share 1", {"≥ {:g}", 1, 1}, [=](const ResultReader& file, double share) {
            std::vector<Named> lacking;
            double worst = 1;
            for (const Model& model : models(file)) {
              const double reached = model.roots(root).feasible_share.read(file);
              worst = std::min(worst, reached);
              if (!(reached >= share)) lacking.push_back({model.name, reached});
            }
            return Finding{fmt::format("{:g}", worst), lacking.empty(), listed(lacking, 6)};
          }};
}

/// The box takes feasible points away, so the nearest one cannot come closer.
Finding box_is_no_nearer(const ResultReader& file, double tolerance) {
  std::vector<Named> nearer;
  double smallest = infinity;
  for (const Model& model : models(file)) {
    const Vector box = model.roots("box").distance.read(file), free = model.roots("free").distance.read(file);
    require(box.size() == free.size() && box.size() > 0, "{}: {}: {} box and {} free root points", file.path().string(),
            model.group, box.size(), free.size());
    const double ratio = box.mean() / free.mean();
    smallest = std::min(smallest, ratio);
    if (!(ratio >= 1 - tolerance)) nearer.push_back({model.name, ratio});
  }
  return {fmt::format("ratio ≥ {:.3f}", smallest), nearer.empty(), listed(nearer)};
}

/// The largest attribute over models, naming the model.
Finding worst_over_models(const ResultReader& file, const std::vector<Model>& of, const std::string& method,
                          schema::Attribute<double> Method::*attribute, double bound) {
  Named worst{"", -1};
  for (const Model& model : of)
    if (const double value = (model.method(method).*attribute).read(file); !(value <= worst.value))
      worst = {model.name, value};
  Finding finding = at_most(worst.value, bound);
  if (!finding.holds) finding.reason += fmt::format(" ({})", worst.name);
  return finding;
}

Finding midpoint_conserves(const ResultReader& file, double bound) {
  return worst_over_models(file, {{"standard"}, {"kernel"}}, "NEON paper-v2", &Method::conservation, bound);
}

Finding sr_sums_to_f(const ResultReader& file, double bound) {
  return worst_over_models(file, models(file), "SR", &Method::conservation, bound);
}

Finding ig_is_complete(const ResultReader& file, double bound) {
  return worst_over_models(file, models(file), "IG", &Method::error, bound);
}

/// sum_k R^(k) = R for the digits whose relevance is stored by competitor.
Finding competitors_add_up(const ResultReader& file, double bound) {
  const Labels label = schema::mnist::test_label.read(file);
  double worst = 0;
  Index compared = 0;
  for (const Model& model : models(file)) {
    const schema::mnist::Digits& digits = model.digits;
    if (!file.has(digits.all_competitors)) continue;
    const Labels point = digits.point.read(file);
    const auto total = digits.relevance("NEON");
    const Matrix relevance = total.read(file);
    require(relevance.rows() == static_cast<Index>(point.size()), "{}: {} has {} rows, should have {}",
            file.path().string(), total.path, relevance.rows(), point.size());
    for (const std::string& c : file.datasets(digits.all_competitors))
      for (std::size_t row = 0; row < point.size(); ++row) {
        if (fmt::to_string(label.at(static_cast<std::size_t>(point[row]))) != c) continue;
        const auto whole = relevance.row(static_cast<Index>(row));
        const auto by_competitor = digits.competitors(c);
        const Matrix parts = by_competitor.read(file);
        require(parts.cols() == whole.size(), "{}: {} has {} columns, should have {}", file.path().string(),
                by_competitor.path, parts.cols(), whole.size());
        worst = std::max(worst, (parts.colwise().sum() - whole).cwiseAbs().maxCoeff() / whole.cwiseAbs().maxCoeff());
        ++compared;
      }
  }
  require(compared > 0, "{}: no relevance by competitor is stored", file.path().string());
  return at_most(worst, bound);
}

/// Heatmaps of the deep model keep to the digit as those of kernel k-means do.
Finding deep_keeps_to_the_digit(const ResultReader& file, double tolerance) {
  const auto of = [&](const std::string& model) {
    return Named{model, Model{model}.method("NEON").ink_share.read(file)};
  };
  return below({of("kernel")}, {of("deep")}, tolerance);
}

}  // namespace

std::vector<Claim> law_claims() {
  return {feasible("box", "root points: inside the box with f ≤ 0"),
          feasible("free", "root points, unconstrained: f ≤ 0"),
          {"root points: the box brings none nearer (mean distance)", "law", {"{:g}", 1e-6, 1e-6}, box_is_no_nearer},
          {"NEON, midpoint rule: max |sum R - f| / f (standard, kernel)",
           "sum R = f",
           {"≤ {:g}", 1e-6, 1e-6},
           midpoint_conserves},
          {"SR: max |sum R - f| / f", "sum R = f", {"≤ {:g}", 1e-8, 1e-8}, sr_sums_to_f},
          {"IG: completeness error / f", "0", {"≤ {:g}", 1e-3, 1e-3}, ig_is_complete},
          {"NEON: relevance by competitor adds up to R", "law", {"≤ {:g}", 1e-9, 1e-9}, competitors_add_up},
          {"NEON: share of |R| within 2 pixels of ink, deep and kernel",
           "on the digit (Figure 4)",
           {"deep ≥ kernel - {:g}", 0, 0.1},
           deep_keeps_to_the_digit}};
}

DataTable root_table(const ResultReader& file) {
  DataTable table{"Root points",
                  {"model, kind", "mean distance", "largest distance", "largest f", "feasible", "seconds"},
                  {},
                  "box: inside [0, 1]^784; free: unconstrained. Wall-clock seconds for all explained points."};
  for (const Model& model : models(file))
    for (const std::string& kind : file.groups(model.all_roots)) {
      const schema::mnist::Roots roots = model.roots(kind);
      const Vector distance = roots.distance.read(file), value = roots.value.read(file);
      if (distance.size() == 0 || value.size() == 0) continue;
      table.rows.push_back({model.name + ", " + kind, fmt::format("{:.4f}", distance.mean()),
                            fmt::format("{:.4f}", distance.maxCoeff()), fmt::format("{:.1e}", value.maxCoeff()),
                            fmt::format("{:g}", roots.feasible_share.read(file)),
                            fmt::format("{:.2f}", roots.seconds.read(file))});
    }
  return table;
}

DataTable conservation_table(const ResultReader& file) {
  return by_method(file, "Conservation: mean of |sum R - f| / f, worst point in brackets",
                   "Rules under which biases take their share (z, zB, gamma) do not conserve, nor do SA and GI.",
                   [&](const Method& stored) {
                     return fmt::format("{:.1e} ({:.1e})", stored.conservation_mean.read(file),
                                        stored.conservation.read(file));
                   });
}

}  // namespace neon::claims::mnist
