#include <neon/clustering/distances.hpp>
#include <neon/clustering/lloyd.hpp>
#include <neon/core/error.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <string>

#include "clustering/brute_force.hpp"
#include "clustering/threads.hpp"
#include "support/laws.hpp"
#include "support/samples.hpp"

using namespace neon;
using Catch::Contains;

TEST_CASE("squared distances are those of the definition", "[kernels]") {
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

namespace {

/// The largest error of an entry, as a share of itself.
double worst_share(const Matrix& found, const Matrix& x, const Matrix& y) {
  double worst = 0;
  for (Index n = 0; n < x.rows(); ++n)
    for (Index j = 0; j < y.rows(); ++j) {
      const brute_force::Long exact = brute_force::squared_distance(x.row(n), y.row(j));
      const auto error = std::abs(brute_force::Long(found(n, j)) - exact);
      worst = std::max(worst, static_cast<double>(exact == 0 ? error : error / exact));
    }
  return worst;
}

}  // namespace

TEST_CASE("every squared distance has its own digits, whatever the origin, the unit and the other features",
          "[kernels]") {
  const Index features = GENERATE(3, 16, 17, 200), points = GENERATE(1, 9, 70);
  const double unit = GENERATE(1e-150, 1.0, 1e150);
  Matrix x = samples::normal(90, features, 1), y = samples::normal(points, features, 2);
  y.row(0) = x.row(3);
  y.row(points - 1) = x.row(4).array() + 1e-6;
  const auto place = GENERATE(as<std::string>{}, "here", "far", "one column far", "one column of two values");
  if (place == "one column of two values" && unit > 1) return;  // no double holds their squares
  if (place != "here") {
    const Index columns = place == "far" ? features : 1;
    x.leftCols(columns).array() += 1e9;
    y.leftCols(columns).array() += 1e9;
  }
  if (place == "one column of two values") {
    for (Index n = 0; n < 90; n += 2) x(n, 0) = 0;
    for (Index j = 0; j < points; j += 2) y(j, 0) = 0;
  }
  x *= unit;
  y *= unit;
  CAPTURE(features, points, unit, place);
  CHECK(worst_share(squared_distances(x, y), x, y) <= tolerance::rounding);
  CHECK(worst_share(distances_to_centroids(x, y), x, y) <= tolerance::rounding);
}

TEST_CASE("the smallest distance to some centroids is the smallest exactly, the first of equal ones", "[kernels]") {
  const Index features = GENERATE(2, 40);
  const Matrix x = samples::normal(300, features, 1);
  Matrix centroids(40, features);
  for (Index k = 0; k < 40; ++k) {  // pairs that differ in the last places
    centroids.row(k) = samples::normal(1, features, static_cast<std::uint64_t>(k / 2 + 5));
    if (k % 4 == 1) centroids.row(k).array() *= 1 + 0x1p-51;
  }
  const Labels found = row_argmin(distances_to_centroids(x, centroids));
  CHECK(found == nearest_centroids(x, centroids).labels);
  for (Index n = 0; n < x.rows(); ++n) {
    const Index label = found[static_cast<std::size_t>(n)];
    const auto own = brute_force::squared_distance(x.row(n), centroids.row(label));
    for (Index k = 0; k < 40; ++k) {
      const auto other = brute_force::squared_distance(x.row(n), centroids.row(k));
      CHECK(own <= other * (1 + 1e-14L));
      if (k < label) CHECK((centroids.row(k) != centroids.row(label)));
    }
  }
}

TEST_CASE("squared distances that no double holds are refused") {
  const Index features = GENERATE(2, 40);
  Matrix x = samples::normal(5, features, 1);
  CHECK_THROWS_WITH(squared_distances(1e200 * x, x), Contains("scale the features"));
  CHECK_THROWS_WITH(squared_distances(1e200 * x, x.topRows(1)), Contains("scale the features"));
}

TEST_CASE("squared distances do not depend on the threads", "[kernels]") {
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
