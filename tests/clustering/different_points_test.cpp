#include <neon/clustering/different_points.hpp>
#include <neon/core/error.hpp>
#include <neon/core/unit_rows.hpp>

#include <catch2/catch.hpp>

#include "support/samples.hpp"

using namespace neon;
using Catch::Contains;

TEST_CASE("different points are counted as far as wanted") {
  const Matrix x{{1, 2}, {1, 2}, {2, 1}, {1, 2}, {0.0, 3}, {-0.0, 3}, {2, 1}};
  CHECK(different_points(x, 9) == 3);
  CHECK(different_points(x, 2) == 2);
  CHECK(different_points(x.topRows(2), 9) == 1);
  CHECK(different_points(Matrix(0, 2), 9) == 0);
  CHECK(different_points(Matrix{{1e-200}, {2e-200}}, 9) == 2);
}

TEST_CASE("points along one line from the origin have one direction") {
  const Matrix one = samples::normal(1, 40, static_cast<std::uint64_t>(GENERATE(1, 2, 3)));
  Matrix x(50, 40);
  for (Index n = 0; n < 50; ++n) x.row(n) = (0.1 + 0.37 * static_cast<double>(n)) * one;
  CHECK(different_directions(unit_rows(x), 9) == 1);
  x.row(17) *= -1;
  x(30, 3) *= 1 + 1e-10;
  CHECK(different_directions(unit_rows(x), 9) == 3);
}

TEST_CASE("clusters that are copies of each other are named") {
  CHECK_NOTHROW(require_distinct_clusters(Matrix{{1, 2}, {2, 1}}, "f", "centroid"));
  CHECK_THROWS_WITH(require_distinct_clusters(Matrix{{1, 2}, {2, 1}, {1, 2}}, "model.h5", "centroid"),
                    Contains("model.h5: the clusters 0 and 2 have the same centroid, should differ"));
  const Matrix points{{1, 2}, {3, 4}, {3, 4}, {1, 2}, {1, 2}};
  CHECK_NOTHROW(require_distinct_clusters(points, {0, 2, 3, 5}, "f", "members"));
  CHECK_THROWS_WITH(require_distinct_clusters(points.topRows(4), {0, 2, 4}, "f", "members"),
                    Contains("the clusters 0 and 1 have the same members"));
}
