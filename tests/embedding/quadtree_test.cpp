#include <neon/embedding/quadtree.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "support/samples.hpp"
#include "support/tolerances.hpp"

using namespace neon;

namespace {

bool is_leaf(const Quadtree& tree, std::size_t cell) {
  return tree.cells[cell].end == static_cast<std::int32_t>(cell) + 1;
}

/// Every cell describes its points, and its children share them out.
void check_cells(const Quadtree& tree) {
  for (std::size_t number = 0; number < tree.cells.size(); ++number) {
    const Quadtree::Cell& cell = tree.cells[number];
    const auto first = static_cast<std::size_t>(cell.first), last = static_cast<std::size_t>(cell.last);
    REQUIRE(first < last);
    CHECK(cell.count == static_cast<double>(last - first));
    double x = 0, y = 0, low_x = infinity, low_y = infinity, high_x = -infinity, high_y = -infinity;
    for (std::size_t i = first; i < last; ++i) {
      x += tree.x[i] / cell.count;
      y += tree.y[i] / cell.count;
      low_x = std::min(low_x, tree.x[i]);
      high_x = std::max(high_x, tree.x[i]);
      low_y = std::min(low_y, tree.y[i]);
      high_y = std::max(high_y, tree.y[i]);
    }
    CHECK(std::abs(cell.x - x) <= tolerance::rounding * (1 + std::abs(x)));
    CHECK(std::abs(cell.y - y) <= tolerance::rounding * (1 + std::abs(y)));
    CHECK(cell.squared_size ==
          Approx(std::pow(high_x - low_x, 2) + std::pow(high_y - low_y, 2)).epsilon(tolerance::rounding));

    if (is_leaf(tree, number)) continue;
    std::int32_t next_point = cell.first, children = 0;
    for (auto child = static_cast<std::int32_t>(number) + 1; child < cell.end;
         child = tree.cells[static_cast<std::size_t>(child)].end) {
      CHECK(tree.cells[static_cast<std::size_t>(child)].first == next_point);
      next_point = tree.cells[static_cast<std::size_t>(child)].last;
      ++children;
    }
    CHECK(next_point == cell.last);
    CHECK(children >= 2);
    CHECK(children <= 4);
  }
}

}  // namespace

TEST_CASE("a quadtree holds every point once") {
  const auto seed = GENERATE(1, 2, 3);
  const Index n = GENERATE(1, 8, 9, 500);
  const Matrix points = samples::normal(n, 2, static_cast<std::uint64_t>(seed));
  const Quadtree tree = build_quadtree(points);

  std::vector<std::int32_t> all(static_cast<std::size_t>(n)), order = tree.order;
  std::iota(all.begin(), all.end(), 0);
  std::sort(order.begin(), order.end());
  CHECK(order == all);
  for (std::size_t i = 0; i < all.size(); ++i) {
    CHECK(tree.x[i] == points(tree.order[i], 0));
    CHECK(tree.y[i] == points(tree.order[i], 1));
  }
  REQUIRE(!tree.cells.empty());
  CHECK(tree.cells.front().first == 0);
  CHECK(tree.cells.front().last == n);
  CHECK(tree.cells.front().end == static_cast<std::int32_t>(tree.cells.size()));
  check_cells(tree);
  for (std::size_t number = 0; number < tree.cells.size(); ++number)
    if (is_leaf(tree, number)) CHECK(tree.cells[number].count <= 8);
}

TEST_CASE("duplicates share one leaf") {
  Matrix points = samples::normal(1000, 2, 1);
  points.topRows(900).rowwise() = points.row(0).eval();
  const Quadtree tree = build_quadtree(points);
  check_cells(tree);
  CHECK(std::count_if(tree.cells.begin(), tree.cells.end(),
                      [](const auto& cell) { return cell.count >= 900 && cell.squared_size == 0; }) == 1);

  const Quadtree all = build_quadtree(Matrix::Constant(1000, 2, -3.5));
  CHECK(all.cells.size() == 1);
  CHECK(all.cells.front().squared_size == 0);
}

TEST_CASE("an outlier does not deepen the tree without end") {
  Matrix points = 1e-9 * samples::normal(100, 2, 1);
  points.row(99) << 1e9, 1e9;
  const Quadtree tree = build_quadtree(points);
  check_cells(tree);
  CHECK(tree.cells.size() == 3);
}

TEST_CASE("a quadtree of no points is empty") { CHECK(build_quadtree(Matrix(0, 2)).cells.empty()); }
