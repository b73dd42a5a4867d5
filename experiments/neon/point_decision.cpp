#include "experiments/neon/point_decision.hpp"

#include <neon/clustering/one_class_svm.hpp>
#include <neon/clustering/support_vector_machine.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

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

}  // namespace

std::vector<PointDecision> decisions_of(const NamedModel& model, const std::vector<PointSummary>& points) {
  const auto* const machine = model.model.as<SupportVectorMachine>();
  const auto* const one_class = model.model.as<OneClassSvm>();
  if ((machine == nullptr && one_class == nullptr) || points.empty()) return {};
  Matrix z(static_cast<Index>(points.size()), features(model.model));
  for (std::size_t n = 0; n < points.size(); ++n) z.row(static_cast<Index>(n)) = points[n].x;
  model.scaling.apply(z);
  const Matrix value = machine != nullptr ? machine->decision_values(z) : Matrix(one_class->decision(z));
  std::vector<PointDecision> decisions;
  for (std::size_t n = 0; n < points.size(); ++n) {
    const auto row = static_cast<Index>(n);
    if (machine != nullptr)
      decisions.push_back(decision_of(*machine, value, row, points[n].assigned));
    else
      decisions.push_back({{{"inliers", value(row, 0), true}}, {}});
  }
  return decisions;
}

std::string decision_lines(const PointDecision& decision) {
  std::vector<std::string> shown;
  for (const PointDecision::Value& value : decision.values)
    if (value.of_cluster) shown.push_back(fmt::format("{} {:+.4g}", value.of, value.value));
  std::string text = fmt::format("  decision value{}: {}\n", shown.size() == 1 ? "" : "s", fmt::join(shown, ", "));
  if (!decision.tied.empty())
    text +=
        fmt::format("  votes are tied between the classes {}; the first is taken\n", fmt::join(decision.tied, ", "));
  return text;
}

}  // namespace neon::cli
