#include "apps/neon/point_decision.hpp"

#include <neon/clustering/kernel_density.hpp>
#include <neon/clustering/one_class_svm.hpp>
#include <neon/clustering/support_vector_machine.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>

namespace neon::cli {
namespace {

PointDecision decision_of(const SupportVectorMachine& model, const Matrix& value, Index n, Index assigned) {
  PointDecision decision;
  const Index classes = model.clusters();
  if (model.multiclass == MulticlassRule::one_vs_rest) {
    for (Index c = 0; c < classes; ++c)
      decision.values.push_back({fmt::format("{} against the rest", c), value(n, c), true});
    return decision;
  }
  Labels votes(static_cast<std::size_t>(classes), 0);
  Index most = 0;
  for (Index a = 0; a < classes; ++a)
    for (Index b = a + 1; b < classes; ++b) {
      const double f = value(n, pair_number(a, b, classes));
      decision.values.push_back({fmt::format("{} against {}", a, b), f, a == assigned || b == assigned});
      most = std::max(most, ++votes[static_cast<std::size_t>(f > 0 ? a : b)]);
    }
  for (Index c = 0; c < classes; ++c)
    if (votes[static_cast<std::size_t>(c)] == most) decision.tied.push_back(c);
  if (decision.tied.size() == 1) decision.tied.clear();
  return decision;
}

/// The kernels whose sum a model thresholds; null: it is no such model.
const KernelThreshold* kernels_of(const ClusterModel& model) {
  if (const auto* const density = model.as<KernelDensity>()) return density;
  return model.as<OneClassSvm>();
}

/// A sum S of kernels without the own one is S (1 - p), so o = -1/gamma log S grows by -1/gamma log(1 - p).
void add_own(const KernelThreshold& kernels, double share, double evidence, Index explained, PointDecision& decision) {
  if (share == 0) return;
  const double grows = -std::log1p(-share) / kernels.gamma;
  decision.own = {share, evidence + (explained == 0 ? -grows : grows)};
}

}  // namespace

std::vector<PointDecision> decisions_of(const NamedModel& model, const std::vector<PointSummary>& points) {
  const auto* const machine = model.model.as<SupportVectorMachine>();
  const auto* const one_class = model.model.as<OneClassSvm>();
  const KernelThreshold* const kernels = kernels_of(model.model);
  if ((machine == nullptr && kernels == nullptr) || points.empty()) return {};
  Matrix z(static_cast<Index>(points.size()), features(model.model));
  for (std::size_t n = 0; n < points.size(); ++n) z.row(static_cast<Index>(n)) = points[n].x;
  model.scaling.apply(z);
  Matrix value;
  if (machine != nullptr) value = machine->decision_values(z);
  if (one_class != nullptr) value = one_class->decision(z);
  const Vector own = kernels != nullptr ? kernels->own_share(z) : Vector();
  std::vector<PointDecision> decisions;
  for (std::size_t n = 0; n < points.size(); ++n) {
    const auto row = static_cast<Index>(n);
    if (machine != nullptr)
      decisions.push_back(decision_of(*machine, value, row, points[n].assigned));
    else
      decisions.emplace_back();
    if (one_class != nullptr) decisions.back().values.push_back({"inliers", value(row, 0), true});
    if (kernels != nullptr) add_own(*kernels, own(row), points[n].logit, points[n].explained, decisions.back());
  }
  return decisions;
}

std::string decision_lines(const PointDecision& decision) {
  std::vector<std::string> shown;
  for (const PointDecision::Value& value : decision.values)
    if (value.of_cluster) shown.push_back(fmt::format("{} {:+.4g}", value.of, value.value));
  std::string text;
  if (!shown.empty())
    text = fmt::format("  decision value{}: {}\n", shown.size() == 1 ? "" : "s", fmt::join(shown, ", "));
  if (decision.own)
    text += fmt::format(
        "  was fitted: its own kernel is {:.3g} % of the density here; without it the evidence would be {:.4g}\n",
        100 * decision.own->share, decision.own->evidence);
  if (!decision.tied.empty())
    text +=
        fmt::format("  votes are tied between the classes {}; the first is taken\n", fmt::join(decision.tied, ", "));
  return text;
}

}  // namespace neon::cli
