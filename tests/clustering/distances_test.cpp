#include <neon/clustering/distances.hpp>
#include <neon/core/error.hpp>

#include <catch2/catch.hpp>

#include "clustering/brute_force.hpp"
#include "clustering/threads.hpp"
#include "support/laws.hpp"
#include "support/samples.hpp"

using namespace neon;
using Catch::Contains;

TEST_CASE("squared distances are those of the definition") {
  const auto seed = GENERATE(1, 2, 3);
  const Index points = GENERATE(1, 7, 300);
  const Matrix x = samples::normal(points, 5, seed), y = samples::normal(6, 5, seed + 10);
  Matrix expected(points, 6);
  for (Index n = 0; n < points; ++n)
    for (Index j = 0; j < 6; ++j)
      expected(n, j) = static_cast<double>(brute_force::squared_distance(x.row(n), y.row(j)));
  laws::equal(squared_distances(x, y), expected);
  laws::equal(squared_distances(x.middleCols(1, 3), y.middleCols(1, 3)),
              squared_distances(Matrix(x.middleCols(1, 3)), Matrix(y.middleCols(1, 3))));
}

TEST_CASE("squared distances are never negative, though the product cancels") {
  const Matrix x = samples::normal(40, 9, GENERATE(1, 2, 3)).array() + 1e4;
  CHECK(squared_distances(x, x).minCoeff() >= 0);
}

TEST_CASE("squared distances do not depend on the threads") {
  const Matrix x = samples::normal(1100, 30, 4), y = samples::normal(11, 30, 5);
  const auto compute = [&] { return squared_distances(x, y); };
  CHECK(with_threads(1, compute) == with_threads(2, compute));
}

TEST_CASE("squared distances of no points have no rows") {
  CHECK(squared_distances(Matrix(0, 3), Matrix(2, 3)).rows() == 0);
}

TEST_CASE("squared distances refuse points of different size") {
  CHECK_THROWS_WITH(squared_distances(Matrix::Zero(2, 3), Matrix::Zero(2, 4)), Contains("3 features should be 4"));
}

TEST_CASE("row_argmin takes the first of equal entries") {
  Matrix a(4, 3);
  a << 3, 1, 2, 1, 1, 0.5, 2, 2, 2, -1, 5, -1;
  CHECK(row_argmin(a) == Labels{1, 2, 0, 0});
  CHECK_THROWS_WITH(row_argmin(Matrix(2, 0)), Contains("0 columns should be at least 1"));
}
