#include <neon/core/error.hpp>
#include <neon/core/parallel.hpp>

#include <catch2/catch.hpp>

#include <set>

#include "support/explained_points.hpp"
#include "support/laws.hpp"
#include "support/samples.hpp"

using namespace neon;
using Catch::Matchers::Contains;

namespace {

/// 11 points of a linear function under a method that answers a little more than the truth.
struct Sample {
  Vector weight;
  Matrix x, root = Matrix::Zero(11, 5), relevance;
  explicit Sample(std::uint64_t seed)
      : weight(samples::normal(5, 1, seed).col(0)), x(samples::uniform(11, 5, seed)), relevance(answer(x)) {}
  Matrix answer(const Matrix& at) const {
    return at * weight.asDiagonal() + 0.3 * at.rowwise().reverse().array().square().matrix();
  }
  void complete(samples::ExplainedPoints& points) const {
    points.explain = [this](const Matrix& at) { return answer(at); };
    points.randomised = {samples::normal(11, 5, 3), samples::normal(11, 5, 4)};
  }
};

}  // namespace

TEST_CASE("every metric has a name of its own, says what it is and where it is from, and is found by its name") {
  std::set<std::string> names;
  for (const Metric& metric : metrics::all()) {
    CAPTURE(metric.name);
    CHECK(names.insert(metric.name).second);
    CHECK_FALSE(metric.description.empty());
    CHECK_FALSE(metric.source.empty());
    CHECK(metrics::find(metric.name).source == metric.source);
  }
  for (const char* name : {"deletion", "insertion", "infidelity", "sparseness", "conservation"})
    CHECK(names.count(name) == 1);
  CHECK_THROWS_WITH(metrics::find("deletoin"), Contains("'deletoin'") && Contains("deletion, "));
}

TEST_CASE("every metric gives finite scores that depend on neither parts nor threads") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const Metric metric = GENERATE(from_range(metrics::all()));
  CAPTURE(metric.name);
  const Sample sample(seed);
  samples::ExplainedPoints in_parts(samples::linear_evidence(sample.weight), sample.x, sample.root, sample.relevance,
                                    3);
  samples::ExplainedPoints whole(samples::linear_evidence(sample.weight), sample.x, sample.root, sample.relevance, 11);
  sample.complete(in_parts);
  sample.complete(whole);

  set_threads(1);
  const PointScores one = metric.score(in_parts.explained());
  set_threads(2);
  const PointScores two = metric.score(in_parts.explained());
  set_threads(0);
  REQUIRE(one.numerator.size() == 11);
  CHECK(one.numerator.allFinite());
  CHECK(one.denominator.allFinite());
  CHECK(one.numerator == two.numerator);
  CHECK(one.denominator == two.denominator);
  laws::equal(metric.score(whole.explained()).numerator, one.numerator);
}

TEST_CASE("a score is a ratio of sums, or a mean") {
  CHECK(score({Eigen::Vector3d(1, 2, 6)}) == Approx(3));
  CHECK(score({Eigen::Vector2d(1, 2), Eigen::Vector2d(4, 8)}) == Approx(0.25));
  CHECK_THROWS_WITH(score({Vector()}), Contains("0 points should be at least 1"));
  CHECK_THROWS_WITH(score({Vector::Ones(3), Vector::Ones(2)}), Contains("2 denominators should be 3"));
  CHECK_THROWS_WITH(score({Vector::Ones(2), Eigen::Vector2d(1, -1)}), Contains("should not be 0"));
}

TEST_CASE("a metric of one part is put in the rows of its points") {
  const Matrix x = samples::uniform(7, 2, 1);
  samples::ExplainedPoints points(samples::linear_evidence(Vector::Ones(2)), x, x, x, 3);
  const Explained in_order = points.explained();
  const Explained explained{{in_order.parts[2], in_order.parts[0], in_order.parts[1]}, 7, 2};
  const auto sum = [](const ExplainedPart& part) -> Vector { return part.relevance.rowwise().sum(); };
  CHECK(mean_by_part(sum)(explained).numerator == Vector(x.rowwise().sum()));
  CHECK(all_relevances(explained) == x);

  const auto ratio = by_part([](const ExplainedPart& part) -> PointScores {
    return {part.relevance.col(0), part.relevance.col(1)};
  })(explained);
  CHECK(score(ratio) == Approx(x.col(0).sum() / x.col(1).sum()).epsilon(tolerance::rounding));

  const auto forgetful = mean_by_part([](const ExplainedPart&) -> Vector { return Vector::Ones(2); });
  CHECK_THROWS_WITH(forgetful(explained), Contains("2 numerators") && Contains("for 1 points"));
}
