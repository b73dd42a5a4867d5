#include <neon/core/error.hpp>
#include <neon/core/parallel.hpp>
#include <neon/embedding/nearest_neighbours.hpp>

#include <catch2/catch.hpp>

#include <algorithm>

#include "support/laws.hpp"
#include "support/samples.hpp"

using namespace neon;
using Catch::Matchers::Contains;

namespace {

/// All distances of a point, one coordinate after the other, then sorted.
Neighbours by_sorting(const Matrix& x, Index k) {
  Neighbours result{{x.rows(), k}, {x.rows(), k}};
  for (Index i = 0; i < x.rows(); ++i) {
    std::vector<std::pair<double, Index>> others;
    for (Index j = 0; j < x.rows(); ++j) {
      double squared = 0;
      for (Index c = 0; c < x.cols(); ++c) squared += (x(i, c) - x(j, c)) * (x(i, c) - x(j, c));
      if (j != i) others.emplace_back(squared, j);
    }
    std::sort(others.begin(), others.end());
    for (Index rank = 0; rank < k; ++rank) {
      result.squared_distance(i, rank) = others[static_cast<std::size_t>(rank)].first;
      result.index(i, rank) = static_cast<std::int32_t>(others[static_cast<std::size_t>(rank)].second);
    }
  }
  return result;
}

}  // namespace

TEST_CASE("the nearest neighbours are those of a full sort") {
  const auto seed = GENERATE(1, 2, 3);
  const Index k = GENERATE(1, 7, 149);
  const double offset = GENERATE(0.0, 1e4);
  const Matrix x = samples::normal(150, 5, static_cast<std::uint64_t>(seed)).array() + offset;
  const Neighbours near = nearest_neighbours(x, k), twin = by_sorting(x, k);
  laws::equal(near.squared_distance, twin.squared_distance);
  CHECK(near.index == twin.index);
}

TEST_CASE("duplicates are at distance 0 of each other") {
  Matrix x = samples::normal(20, 3, 1);
  x.topRows(10).rowwise() = x.row(0).eval();
  const Neighbours near = nearest_neighbours(x, 9);
  CHECK(near.squared_distance.topRows(10).isZero(0));
  for (Index i = 0; i < 20; ++i)
    for (Index rank = 0; rank < 9; ++rank) CHECK(near.index(i, rank) != i);
}

TEST_CASE("nearest neighbours do not depend on the number of threads") {
  const Matrix x = samples::normal(300, 4, 2);
  set_threads(1);
  const Neighbours one = nearest_neighbours(x, 10);
  set_threads(2);
  const Neighbours two = nearest_neighbours(x, 10);
  set_threads(0);
  CHECK(one.index == two.index);
  CHECK(one.squared_distance == two.squared_distance);
}

TEST_CASE("the number of neighbours must be smaller than that of points") {
  CHECK(nearest_neighbours(Matrix::Zero(1, 2), 0).index.size() == 0);
  CHECK_THROWS_WITH(nearest_neighbours(Matrix::Zero(3, 2), 3), Contains("k = 3 should be between 0 and 2"));
  CHECK_THROWS_WITH(nearest_neighbours(Matrix::Zero(3, 2), -1), Contains("k = -1"));
}
