#include <neon/metrics/rank_correlation.hpp>

#include <catch2/catch.hpp>
#include <rapidcheck/catch.h>

#include <cmath>

#include "support/laws.hpp"
#include "support/samples.hpp"

using namespace neon;
using Catch::Matchers::Contains;

namespace {

Vector ranks_by_counting(const Vector& values) {
  Vector rank(values.size());
  for (Index i = 0; i < values.size(); ++i) {
    double smaller = 0, equal = 0;
    for (Index j = 0; j < values.size(); ++j) {
      smaller += values[j] < values[i] ? 1 : 0;
      equal += values[j] == values[i] ? 1 : 0;
    }
    rank[i] = smaller + (equal + 1) / 2;
  }
  return rank;
}

Vector any_values(Index d) {
  const auto value = rc::gen::element(-2.0, -1.0, -0.0, 0.0, 0.5, 1.0, 3.0, 1e300, -1e300);
  Vector values(d);
  for (double& v : values) v = *value;
  return values;
}

}  // namespace

TEST_CASE("ranks, ties sharing theirs") {
  CHECK(ranks(Eigen::Vector4d(3, -1, 2, 10)) == Vector(Eigen::Vector4d(3, 1, 2, 4)));
  CHECK(ranks(Eigen::Vector4d(5, 1, 5, -0.0)) == Vector(Eigen::Vector4d(3.5, 2, 3.5, 1)));
  CHECK(ranks(Vector()).size() == 0);
}

TEST_CASE("without ties it is Spearman's formula 1 - 6 sum d^2 / (n (n^2 - 1))") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const Vector a = samples::normal(25, 1, seed).col(0), b = samples::normal(25, 1, seed + 5).col(0);
  const double squares = (ranks_by_counting(a) - ranks_by_counting(b)).squaredNorm();
  CHECK(rank_correlation(a, b) == Approx(1 - 6 * squares / (25 * (25 * 25 - 1))).epsilon(tolerance::rounding));
}

TEST_CASE("the correlations of rows are those of every two") {
  const Matrix rows = samples::normal(4, 12, 1);
  const Matrix all = rank_correlations(rows);
  for (Index a = 0; a < 4; ++a)
    for (Index b = 0; b < 4; ++b)
      CHECK(all(a, b) == Approx(rank_correlation(rows.row(a), rows.row(b))).epsilon(tolerance::rounding));
}

TEST_CASE("laws of ranks") {
  rc::prop("ranks are those of counting", [] {
    const Vector values = any_values(*rc::gen::inRange<Index>(1, 12));
    RC_ASSERT(ranks(values) == ranks_by_counting(values));
  });
  rc::prop("the correlation is symmetric, in [-1, 1], and 1 with itself; a reversal turns its sign", [] {
    const Index d = *rc::gen::inRange<Index>(1, 12);
    const Vector a = any_values(d), b = any_values(d);
    const double r = rank_correlation(a, b);
    RC_ASSERT(std::abs(r) <= 1);
    RC_ASSERT(r == rank_correlation(b, a));
    RC_ASSERT(std::abs(rank_correlation(a, a) - 1) <= tolerance::rounding);
    if (a.maxCoeff() > a.minCoeff()) RC_ASSERT(std::abs(rank_correlation(-a, b) + r) <= tolerance::rounding);
  });
}

TEST_CASE("values that are all alike rank nothing") {
  CHECK(rank_correlation(Vector::Ones(3), Eigen::Vector3d(1, 2, 3)) == 0);
  CHECK(rank_correlation(Vector::Ones(3), Vector::Zero(3)) == 1);
}

TEST_CASE("rank correlation refuses bad input") {
  CHECK_THROWS_WITH(rank_correlation(Vector::Ones(3), Vector::Ones(2)), Contains("3 and 2 values"));
  CHECK_THROWS_WITH(rank_correlation(Vector(), Vector()), Contains("at least 1"));
  CHECK_THROWS_WITH(ranks(Eigen::Vector2d(1, std::nan(""))), Contains("value nan at 1"));
}
