#include <neon/core/error.hpp>

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "experiments/claims/claims.hpp"
#include "experiments/wine/largest_features.hpp"
#include "experiments/wine/printed.hpp"
#include "experiments/wine/schema.hpp"

namespace neon::claims {
namespace {

using experiments::wine::Printed, experiments::wine::printed;

const schema::wine::Result stored;

double probability(double logit) { return 1 / (1 + std::exp(-logit)); }

std::string printed_points() {
  std::vector<Index> points;
  points.reserve(std::size(printed));
  for (const Printed& line : printed) points.push_back(line.point);
  return fmt::format("{}", fmt::join(points, " "));
}

/// How many of the points the demo prints agree with it, and which do not.
/// @param quantity of a logit
Finding agreement(const ResultReader& wine, double (*quantity)(double logit), double Printed::*value,
                  double tolerance) {
  const Labels id = stored.points.id.read(wine);
  const Vector logit = stored.points.logit.read(wine);
  require(static_cast<Index>(id.size()) == logit.size(), "{}: {} points have {} logits", wine.path().string(),
          id.size(), logit.size());
  std::vector<std::string> differing;
  for (const Printed& line : printed) {
    const auto found = std::find(id.begin(), id.end(), line.point);
    if (found == id.end()) {
      differing.push_back(fmt::format("point {} was not explained", line.point));
    } else if (const double got = quantity(logit(found - id.begin())); !(std::abs(got - line.*value) <= tolerance)) {
      differing.push_back(fmt::format("point {}: {:.6f}, printed {}", line.point, got, line.*value));
    }
  }
  return {fmt::format("{} of {}", printed.size() - differing.size(), printed.size()), differing.empty(),
          fmt::format("{}", fmt::join(differing, "; "))};
}

Finding points_outside(const ResultReader& wine, double) {
  const std::string points = fmt::format("{}", fmt::join(stored.points.id.read(wine), " "));
  return {points, points == printed_points(), ""};
}

Finding logits(const ResultReader& wine, double tolerance) {
  return agreement(
      wine, [](double logit) { return logit; }, &Printed::logit, tolerance);
}

Finding probabilities(const ResultReader& wine, double tolerance) {
  return agreement(wine, probability, &Printed::probability, tolerance);
}

Finding sums(const ResultReader& wine, double tolerance) {
  const Matrix relevance = stored.all.relevance.read(wine);
  const Vector logit = stored.all.logit.read(wine);
  require(relevance.rows() == logit.size() && logit.size() > 0, "{}: {} has {} rows, {} {}", wine.path().string(),
          stored.all.relevance.path, relevance.rows(), stored.all.logit.path, logit.size());
  return at_most((relevance.rowwise().sum() - logit).cwiseAbs().maxCoeff(), tolerance);
}

Finding inertia(const ResultReader& wine, double tolerance) {
  return close_to(stored.centroids.inertia.read(wine), 48.960517, tolerance, 6);
}

Finding sizes(const ResultReader& wine, double) {
  std::array<Index, 3> count{};
  for (const Index cluster : stored.assigned.read(wine))
    if (cluster >= 0 && cluster < 3) ++count[static_cast<std::size_t>(cluster)];
  std::sort(count.begin(), count.end());
  return {fmt::format("{}", fmt::join(count, "/")), count == std::array<Index, 3>{55, 61, 62}, ""};
}

DataTable wine_table(const ResultReader& wine) {
  DataTable table{"Points outside the majority class of their cluster (midpoint rule, hard minimum)",
                  {"point", "class", "cluster", "probability", "logit", "sum of R", "printed", "largest |R|"},
                  {},
                  "Probability as in the demo, 1 / (1 + exp(-logit)). The last column names the three features of "
                  "largest relevance.",
                  {0, 7}};
  const Labels id = stored.points.id.read(wine), label = stored.label.read(wine), assigned = stored.assigned.read(wine);
  const Vector logit = stored.points.logit.read(wine), sum = stored.points.sum.read(wine),
               of_demo = stored.points.printed.read(wine);
  const Matrix relevance = stored.points.relevance.read(wine);
  const std::vector<std::string> names = stored.features.read(wine);
  const auto count = static_cast<Index>(id.size());
  require(logit.size() == count && sum.size() == count && of_demo.size() == count && relevance.rows() == count &&
              relevance.cols() == static_cast<Index>(names.size()),
          "{}: the arrays of '{}' differ in length", wine.path().string(), stored.points.group);
  for (Index n = 0; n < count; ++n) {
    const auto point = static_cast<std::size_t>(id[static_cast<std::size_t>(n)]);
    table.rows.push_back({fmt::to_string(point), fmt::to_string(label.at(point)), fmt::to_string(assigned.at(point)),
                          fmt::format("{:.2f}", probability(logit(n))), fmt::format("{:.6f}", logit(n)),
                          fmt::format("{:.6f}", sum(n)), fmt::format("{:.4f}", of_demo(n)),
                          experiments::wine::largest_features(names, relevance.row(n))});
  }
  return table;
}

}  // namespace

/// What the wine demo of the later NEON paper prints (arXiv:1906.07633v2).
Experiment wine_experiment() {
  const Tolerance exact{"exact", 0, 0};
  return {"Wine: why are these nine points in the wrong cluster?",
          {
              {"k-means error of the embedded centroids", "48.960517", {"± {:g}", 5e-7, 5e-7}, inertia},
              {"cluster sizes", "55/61/62", exact, sizes},
              {"points outside the majority class of their cluster", printed_points(), exact, points_outside},
              {"logits of the nine points", "nine, four decimals", {"± {:g}", 5e-5, 5e-5}, logits},
              {"probabilities of the nine points", "nine, two decimals", {"± {:g}", 5e-3, 5e-3}, probabilities},
              {"relevances sum to the logit, all points: max |sum R - f|", "sum R = f", {"≤ {:g}", 1e-10, 1e-10}, sums},
          },
          [](const ResultReader& wine) {
            return std::vector{wine_table(wine), cost_table(wine)};
          }};
}

}  // namespace neon::claims
