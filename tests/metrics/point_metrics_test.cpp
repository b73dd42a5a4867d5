#include <catch2/catch.hpp>

#include <cmath>

#include "support/explained_points.hpp"
#include "support/laws.hpp"
#include "support/samples.hpp"

using namespace neon;

namespace {

/// By all pairs:  sum_ij | |R_i| - |R_j| | / (2 d sum_i |R_i|).
double gini_by_pairs(const Eigen::RowVectorXd& relevance) {
  double differences = 0, sum = 0;
  for (const double a : relevance) {
    sum += std::abs(a);
    for (const double b : relevance) differences += std::abs(std::abs(a) - std::abs(b));
  }
  return differences / (2 * static_cast<double>(relevance.size()) * sum);
}

double score_of(const char* metric, const Matrix& relevance) {
  const Matrix x = Matrix::Ones(relevance.rows(), relevance.cols());
  return samples::ExplainedPoints(samples::linear_evidence(Vector::Ones(x.cols())), x, x, relevance).score(metric);
}

}  // namespace

TEST_CASE("sparseness: one feature, or all alike, or none") {
  CHECK(score_of("sparseness", Eigen::RowVector4d(0, -3, 0, 0)) == Approx(0.75).epsilon(tolerance::rounding));
  CHECK(score_of("sparseness", Eigen::RowVector4d(1, -1, 1, 1)) == Approx(0).margin(tolerance::rounding));
  CHECK(score_of("sparseness", Eigen::RowVector4d(0, 0, 0, 0)) == 0);
}

TEST_CASE("sparseness by all pairs of features") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const Matrix relevance = samples::normal(5, 9, seed);
  double mean = 0;
  for (Index n = 0; n < 5; ++n) mean += gini_by_pairs(relevance.row(n)) / 5;
  CHECK(score_of("sparseness", relevance) == Approx(mean).epsilon(tolerance::rounding));
}

TEST_CASE("conservation: relevances that add up to f, up to rounding, and relevances that do not") {
  Matrix relevance(2, 4);  // f = 4
  relevance << 4, 0, 0, 1e-12, 1, 1, -1, 3;
  CHECK(score_of("conservation", relevance) == 0);
  relevance << 4, 0, 0, 2, 1, 1, -1, 2;
  CHECK(score_of("conservation", relevance) == Approx(3 / 8.0).epsilon(tolerance::rounding));
  CHECK(score_of("conservation", Matrix::Zero(2, 4)) == Approx(1).epsilon(tolerance::rounding));
}

TEST_CASE("model randomisation: 1 for the same features in any units, 0 for unrelated ones") {
  const Eigen::RowVector4d ordered(1, 2, 3, 4), unrelated(2, 4, 1, 3);
  const Matrix x = Matrix::Ones(2, 4), relevance = ordered.replicate(2, 1);
  samples::ExplainedPoints points(samples::linear_evidence(Vector::Ones(4)), x, x, relevance);
  points.randomised = {relevance.array().exp()};
  CHECK(points.score("model-randomisation") == Approx(1).epsilon(tolerance::rounding));
  points.randomised = {-relevance};
  CHECK(points.score("model-randomisation") == Approx(1).epsilon(tolerance::rounding));
  points.randomised = {unrelated.replicate(2, 1)};
  CHECK(points.score("model-randomisation") == Approx(0).margin(tolerance::rounding));
  points.randomised = {relevance, unrelated.replicate(2, 1)};
  CHECK(points.score("model-randomisation") == Approx(0.5).epsilon(tolerance::rounding));
}
