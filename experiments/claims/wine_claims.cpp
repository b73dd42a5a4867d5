#include "experiments/claims/wine_claims.hpp"

#include <neon/core/error.hpp>

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "experiments/claims/cost_table.hpp"
#include "experiments/claims/finding.hpp"
#include "experiments/claims/wine_table.hpp"
#include "experiments/wine/printed.hpp"

namespace neon::claims {
namespace {

using experiments::wine::Printed, experiments::wine::printed;

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
  const Labels id = wine.labels("points/id");
  const Vector logit = wine.vector("points/logit");
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
  const std::string points = fmt::format("{}", fmt::join(wine.labels("points/id"), " "));
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
  const Matrix relevance = wine.matrix("all/relevance");
  const Vector logit = wine.vector("all/logit");
  require(relevance.rows() == logit.size() && logit.size() > 0, "{}: all/relevance has {} rows, all/logit {}",
          wine.path().string(), relevance.rows(), logit.size());
  return at_most((relevance.rowwise().sum() - logit).cwiseAbs().maxCoeff(), tolerance);
}

Finding inertia(const ResultReader& wine, double tolerance) {
  return close_to(wine.number("centroids", "inertia"), 48.960517, tolerance, 6);
}

Finding sizes(const ResultReader& wine, double) {
  std::array<Index, 3> count{};
  for (const Index cluster : wine.labels("assigned"))
    if (cluster >= 0 && cluster < 3) ++count[static_cast<std::size_t>(cluster)];
  std::sort(count.begin(), count.end());
  return {fmt::format("{}", fmt::join(count, "/")), count == std::array<Index, 3>{55, 61, 62}, ""};
}

}  // namespace

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
