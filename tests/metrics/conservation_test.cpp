#include <neon/core/error.hpp>
#include <neon/metrics/conservation.hpp>

#include <catch2/catch.hpp>

#include "support/tolerances.hpp"

using namespace neon;
using Catch::Matchers::Contains;

TEST_CASE("the residual is relative to the evidence") {
  Matrix relevance(3, 2);
  relevance << 1, 2, -1, -1, 0.5, 0.25;
  const Conservation result = conservation(relevance, Eigen::Vector3d(3, -4, 1));
  CHECK(result.worst == Approx(0.5).epsilon(tolerance::rounding));
  CHECK(result.mean == Approx(0.25).epsilon(tolerance::rounding));
}

TEST_CASE("near zero evidence the residual is relative to the floor") {
  Matrix relevance(2, 2);
  relevance << 1, -1, 0.5, 0;
  CHECK(conservation(relevance, Eigen::Vector2d(0, 0.5)).worst == 0);
  CHECK(conservation(relevance, Eigen::Vector2d(0.25, 0.5), 2.0).worst == 0.25);
  CHECK(conservation(relevance, Eigen::Vector2d(0, 0), 0.1).worst == Approx(10).epsilon(tolerance::rounding));
}

TEST_CASE("the unit of the evidence does not matter") {
  const double unit = GENERATE(1e-300, 1e-9, 1e120, 1e300);
  Matrix relevance(3, 2);
  relevance << 1, 2, -1, -1, 0, 0.5;
  const Eigen::Vector3d f(3, -4, 0);
  const Conservation a = conservation(relevance, f, 0.25), b = conservation(unit * relevance, unit * f, 0.25);
  CHECK(b.worst == Approx(a.worst).epsilon(tolerance::rounding));
  CHECK(b.mean == Approx(a.mean).epsilon(tolerance::rounding));
}

TEST_CASE("conservation refuses bad input") {
  Matrix relevance = Matrix::Ones(2, 3);
  CHECK_THROWS_WITH(conservation(relevance, Vector::Ones(3)), Contains("2 rows of relevance should be 3"));
  CHECK_THROWS_WITH(conservation(Matrix(0, 3), Vector()), Contains("0 points"));
  CHECK_THROWS_WITH(conservation(relevance, Vector::Ones(2), 0), Contains("floor 0 should be positive"));
  CHECK_THROWS_WITH(conservation(relevance, Eigen::Vector2d(1, infinity)), Contains("point 1"));
  relevance(0, 2) = std::numeric_limits<double>::quiet_NaN();
  CHECK_THROWS_WITH(conservation(relevance, Vector::Ones(2)), Contains("point 0"));
}
