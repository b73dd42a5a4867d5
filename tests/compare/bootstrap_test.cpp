#include <neon/compare/bootstrap.hpp>
#include <neon/core/error.hpp>
#include <neon/core/parallel.hpp>
#include <neon/core/random.hpp>

#include "support/laws.hpp"
#include "support/samples.hpp"

using namespace neon;
using Catch::Matchers::Contains;

TEST_CASE("bootstrap ratios are those of points drawn one by one") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const Matrix numerator = samples::normal(13, 2, seed), denominator = samples::uniform(13, 2, seed + 4);
  Matrix expected(150, 2);
  for (Index b = 0; b < 150; ++b) {
    Random random(seed, static_cast<std::uint64_t>(b));
    Eigen::RowVectorXd above = Eigen::RowVectorXd::Zero(2), below = above;
    for (Index draw = 0; draw < 13; ++draw) {
      const Index n = random.below(13);
      above += numerator.row(n);
      below += denominator.row(n);
    }
    expected.row(b) = above.cwiseQuotient(below);
  }
  laws::equal(bootstrap_ratios(numerator, denominator, 150, seed), expected);
}

TEST_CASE("the bootstrap does not depend on the number of threads") {
  const Matrix numerator = samples::normal(30, 3, 1), denominator = samples::uniform(30, 3, 2);
  set_threads(1);
  const Matrix one = bootstrap_ratios(numerator, denominator, 300, 5);
  set_threads(2);
  CHECK(bootstrap_ratios(numerator, denominator, 300, 5) == one);
  set_threads(0);
}

TEST_CASE("the interval of a mean is that of the central limit theorem") {
  const Matrix values = samples::normal(400, 1, 3);
  const double mean = values.mean(), deviation = std::sqrt((values.array() - mean).square().mean());
  const Matrix means = bootstrap_ratios(values, Matrix::Ones(400, 1), 4000, 1);
  const Interval interval = central_interval(means.col(0), 0.95);
  CHECK(interval.low == Approx(mean - 1.96 * deviation / 20).margin(tolerance::sampling));
  CHECK(interval.high == Approx(mean + 1.96 * deviation / 20).margin(tolerance::sampling));
  const Matrix constant = bootstrap_ratios(Matrix::Constant(9, 1, 3), Matrix::Constant(9, 1, 2), 50, 1);
  CHECK(constant == Matrix::Constant(50, 1, 1.5));
}

TEST_CASE("central intervals interpolate between order statistics") {
  const Vector values = Vector::LinSpaced(101, 100, 0);
  CHECK(central_interval(values, 0.9).low == Approx(5));
  CHECK(central_interval(values, 0.9).high == Approx(95));
  CHECK(central_interval(Eigen::Vector2d(1, 2), 0.5).low == Approx(1.25));
  CHECK(central_interval(Vector::Constant(1, 7), 0.95).high == 7);
}

TEST_CASE("the bootstrap refuses bad input") {
  CHECK_THROWS_WITH(bootstrap_ratios(Matrix::Ones(3, 2), Matrix::Ones(3, 1), 5, 0),
                    Contains("[3, 1] should be [3, 2]"));
  CHECK_THROWS_WITH(bootstrap_ratios(Matrix(0, 2), Matrix(0, 2), 5, 0), Contains("0 points"));
  CHECK_THROWS_WITH(central_interval(Vector(), 0.9), Contains("0 values"));
  CHECK_THROWS_WITH(central_interval(Vector::Ones(2), 1), Contains("share 1"));
}
