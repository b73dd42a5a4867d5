#include <neon/clustering/class_neighbours.hpp>
#include <neon/clustering/neighbour_search.hpp>
#include <neon/core/error.hpp>

#include <algorithm>
#include <map>

#include "support/laws.hpp"
#include "support/samples.hpp"

using namespace neon;

namespace {

using Neighbours = std::vector<NeighbourSearch::Neighbour>;

/// All rows by distance, then number, coordinate by coordinate.
Neighbours slow_neighbours(const MatrixView& x, const Eigen::RowVectorXd& y, Index k) {
  Neighbours result;
  for (Index j = 0; j < x.rows(); ++j) {
    double sum = 0;
    for (Index i = 0; i < x.cols(); ++i) sum += (y(i) - x(j, i)) * (y(i) - x(j, i));
    result.emplace_back(sum, j);
  }
  std::sort(result.begin(), result.end());
  result.resize(static_cast<std::size_t>(std::min(k, x.rows())));
  return result;
}

std::vector<Neighbours> neighbours_of(const NeighbourSearch& search, const Matrix& y, Index k) {
  std::vector<Neighbours> result(static_cast<std::size_t>(y.rows()));
  search.nearest(y, k, [&](Index n, const Neighbours& found) { result[static_cast<std::size_t>(n)] = found; });
  return result;
}

/// Points on a grid: every distance is that of many pairs, some points are there several times, sums are exact.
Matrix on_a_grid(Index n, Index features, std::uint64_t seed) {
  Matrix x = (1.2 * samples::normal(n, features, seed)).array().round();
  for (Index i = 0; i < n / 3; ++i) x.row(n - 1 - i) = x.row(i % 5);
  return x;
}

}  // namespace

TEST_CASE("nearest neighbours are those of brute force: ties, duplicates, more than there are, tree and products") {
  const Index features = GENERATE(1, 2, 16, 17, 40), points = GENERATE(1, 7, 3000), k = GENERATE(1, 4, 50);
  const Matrix x = on_a_grid(points, features, 3), y = on_a_grid(30, features, 4);
  const std::vector<Neighbours> found = neighbours_of(NeighbourSearch(x), y, k);
  for (Index n = 0; n < y.rows(); ++n) CHECK(found[static_cast<std::size_t>(n)] == slow_neighbours(x, y.row(n), k));
}

TEST_CASE("nearest neighbours far from the origin, and in any unit, are those of brute force") {
  const Index features = GENERATE(3, 30);
  const double unit = GENERATE(1e-150, 1.0, 1e100);
  Matrix x = samples::normal(400, features, 5), y = samples::normal(20, features, 6);
  x.array() += 1e5;
  y.array() += 1e5;
  for (Index i = 0; i < 100; ++i) x.row(399 - i) = x.row(0);  // all as far
  x *= unit;
  y *= unit;
  const NeighbourSearch search(x);
  const std::vector<Neighbours> found = neighbours_of(search, y, 60);
  for (Index n = 0; n < y.rows(); ++n) {
    const Neighbours& own = found[static_cast<std::size_t>(n)];
    const Neighbours expected = slow_neighbours(x, y.row(n), 60);
    REQUIRE(own.size() == expected.size());
    for (std::size_t j = 0; j < own.size(); ++j) {
      CHECK(own[j].second == expected[j].second);
      CHECK(own[j].first == Approx(expected[j].first).epsilon(tolerance::rounding));
    }
    CHECK(search.kth_squares(y, 60)(n) == own.back().first);
  }
}

TEST_CASE(
    "counts, points within a radius and the k-th distance are those of brute force, points on the radius inside") {
  const Index features = GENERATE(2, 5, 20);
  const Matrix x = on_a_grid(500, features, 7);
  const NeighbourSearch search(x);
  const double square = GENERATE(1, 9, 40);
  std::map<std::pair<Index, Index>, int> expected;
  Labels counts(500, 0);
  for (Index i = 0; i < 500; ++i)
    for (const auto& [distance, j] : slow_neighbours(x, x.row(i), 500)) {
      if (distance > square) continue;
      counts[static_cast<std::size_t>(i)] = std::min<Index>(counts[static_cast<std::size_t>(i)] + 1, 12);
      if (i % 3 == 0) ++expected[{i, j}];
    }
  CHECK(search.counts(square, 12) == counts);

  Labels asked;
  for (Index i = 0; i < 500; i += 3) asked.push_back(i);
  std::vector<std::map<std::pair<Index, Index>, int>> by_point(500);
  search.within(asked, square, [&](Index i, Index j) { ++by_point[static_cast<std::size_t>(i)][{i, j}]; });
  std::map<std::pair<Index, Index>, int> found;
  for (auto& own : by_point) found.merge(own);
  CHECK(found == expected);

  const Index k = GENERATE(1, 6, 500);
  const Vector kth = search.kth_squares(k);
  for (Index i = 0; i < 500; ++i) CHECK(kth(i) == slow_neighbours(x, x.row(i), k).back().first);
}

TEST_CASE("a search among some rows of shared points numbers them from its first") {
  const Index features = GENERATE(3, 20);
  const auto all = std::make_shared<const Matrix>(on_a_grid(60, features, 8));
  const Matrix part = all->middleRows(20, 25), y = on_a_grid(10, features, 9);
  const NeighbourSearch search(all, 20, 25);
  CHECK(search.points() == part);
  CHECK(neighbours_of(search, y, 7) == neighbours_of(NeighbourSearch(part), y, 7));
  CHECK(search.kth_squares(3) == NeighbourSearch(part).kth_squares(3));
}

TEST_CASE("the nearest of every class are those of brute force among its points") {
  const Index features = GENERATE(2, 25), count = GENERATE(1, 5, 30);
  const Matrix x = on_a_grid(100, features, 10), y = on_a_grid(20, features, 11);
  const std::vector<Index> begin{0, 4, 90, 100};
  const ClassNearest nearest = ClassNeighbours(x, begin).nearest(y, count);
  for (Index n = 0; n < y.rows(); ++n)
    for (Index k = 0; k < 3; ++k) {
      const Index first = begin[static_cast<std::size_t>(k)], size = begin[static_cast<std::size_t>(k) + 1] - first;
      Neighbours expected = slow_neighbours(x.middleRows(first, size), y.row(n), count);
      for (auto& neighbour : expected) neighbour.second += first;
      expected.resize(static_cast<std::size_t>(count), {infinity, -1});
      for (Index m = 0; m < count; ++m) {
        CHECK(nearest.squared_distance(n, k * count + m) == expected[static_cast<std::size_t>(m)].first);
        CHECK(nearest.point(n, k * count + m) == expected[static_cast<std::size_t>(m)].second);
      }
    }
}

TEST_CASE(
    "a search refuses other numbers of features, and distances that are no doubles; among no points it is empty") {
  const Index features = GENERATE(2, 20);
  const NeighbourSearch search(samples::normal(30, features, 12));
  CHECK_THROWS_WITH(search.kth_squares(Matrix::Zero(1, 3), 1),
                    Catch::Contains(fmt::format("3 features should be {}", features)));
  CHECK_THROWS_WITH(search.kth_squares(Matrix::Constant(1, features, 1e200), 1), Catch::Contains("scale the features"));
  NeighbourSearch().nearest(Matrix(1, 0), 3, [](Index, const Neighbours&) { FAIL("there is nothing to find"); });
}
