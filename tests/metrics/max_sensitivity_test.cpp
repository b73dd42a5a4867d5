#include <catch2/catch.hpp>

#include "support/explained_points.hpp"
#include "support/laws.hpp"
#include "support/samples.hpp"

using namespace neon;

TEST_CASE("maximum sensitivity: 0 for one answer to everything, a tenth for f's own slope, 2 for a turned answer") {
  const Matrix x = samples::uniform(8, 5, 1), root = Matrix::Zero(8, 5);
  samples::ExplainedPoints points(samples::linear_evidence(Vector::Ones(5)), x, root, 3 * x, 8);
  points.explain = [&](const Matrix&) -> Matrix { return 3 * x; };
  CHECK(points.score("max-sensitivity") == 0);
  points.explain = [](const Matrix& at) -> Matrix { return 3 * at; };
  CHECK(points.score("max-sensitivity") == Approx(0.1).epsilon(tolerance::rounding));
  points.explain = [&](const Matrix&) -> Matrix { return -3 * x; };
  CHECK(points.score("max-sensitivity") == Approx(2).epsilon(tolerance::rounding));
}

TEST_CASE("maximum sensitivity is the worst of the places it asks about, and stays in the domain") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const Matrix x = samples::uniform(6, 4, seed), root = samples::uniform(6, 4, seed + 5);
  samples::ExplainedPoints points(samples::linear_evidence(Vector::Ones(4)), x, root, x.array().square(), 6);
  points.lower = 0;
  points.upper = 1;
  Vector worst = Vector::Zero(6), length(6);
  points.explain = [&](const Matrix& at) -> Matrix {
    for (Index n = 0; n < 6; ++n) {
      double change = 0, moved = 0, reach = 0;
      for (Index i = 0; i < 4; ++i) {
        CHECK(at(n, i) >= 0);
        CHECK(at(n, i) <= 1);
        change += std::pow(at(n, i) * at(n, i) - x(n, i) * x(n, i), 2);
        moved += std::pow(at(n, i) - x(n, i), 2);
        reach += std::pow(root(n, i) - x(n, i), 2);
      }
      CHECK(moved <= 0.01 * reach * (1 + tolerance::rounding));
      worst[n] = std::max(worst[n], std::sqrt(change));
    }
    return at.array().square();
  };
  const PointScores scores = metrics::find("max-sensitivity").score(points.explained());
  laws::equal(scores.numerator, worst);
  for (Index n = 0; n < 6; ++n) length[n] = std::sqrt(x.row(n).array().pow(4).sum());
  laws::equal(scores.denominator, length);
}
