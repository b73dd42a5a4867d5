#include <neon/clustering/lloyd.hpp>
#include <neon/core/error.hpp>

#include <catch2/catch.hpp>

#include <algorithm>

#include "clustering/brute_force.hpp"
#include "support/laws.hpp"
#include "support/samples.hpp"

using namespace neon;

namespace {

std::size_t at(Index i) { return static_cast<std::size_t>(i); }

}  // namespace

TEST_CASE("nearest_centroids assigns each point to the nearest, and sums and counts the points of each cluster") {
  const auto seed = GENERATE(1, 2, 3);
  const Index points = GENERATE(5, 256, 257, 9000);  // below, at and above a block; several blocks a chunk
  const Matrix x = samples::normal(points, 3, seed), centroids = samples::normal(4, 3, seed + 10);
  const Assignment assignment = nearest_centroids(x, centroids);
  Matrix sum = Matrix::Zero(4, 3);
  std::vector<Index> counts(4, 0);
  bool nearest = true;
  for (Index n = 0; n < points; ++n) {
    Index best = 0;
    for (Index k = 1; k < 4; ++k)
      if (brute_force::squared_distance(x.row(n), centroids.row(k)) <
          brute_force::squared_distance(x.row(n), centroids.row(best)))
        best = k;
    nearest = nearest && assignment.labels[at(n)] == best;
    sum.row(best) += x.row(n);
    ++counts[at(best)];
  }
  CHECK(nearest);
  CHECK(assignment.counts == counts);
  laws::equal(assignment.sum, sum);
}

TEST_CASE("point_errors are exact far from the origin") {
  const Matrix centroids = samples::normal(2, 3, 1).array() + 1e7, x = centroids.array() + 0x1p-10;
  const Vector errors = point_errors(x, {0, 1}, centroids);
  for (Index n = 0; n < 2; ++n)
    CHECK(errors[n] == static_cast<double>(brute_force::squared_distance(x.row(n), centroids.row(n))));
}

TEST_CASE("an empty cluster receives the farthest point, and the other centroids are means of the rest") {
  Matrix x(5, 1), centroids(3, 1);
  x << 0, 1, 2, 10, 11;
  centroids << 0.5, 10.5, 1000;
  const Matrix means = cluster_means(x, nearest_centroids(x, centroids), centroids);
  // 2 is the farthest from its centroid, 0.5.
  CHECK(means == (Matrix(3, 1) << 0.5, 10.5, 2).finished());
}

TEST_CASE("several empty clusters receive different points, never the last one of a cluster") {
  Matrix x(4, 1), centroids(4, 1);
  x << 0, 1, 2, 50;
  centroids << 0, 100, 1000, 2000;
  const Matrix means = cluster_means(x, nearest_centroids(x, centroids), centroids);
  // 50 is the farthest, but ties between 0 and 100 give it to cluster 0 with all the others.
  CHECK(means == (Matrix(4, 1) << 0, 50, 2, 1).finished());
}

TEST_CASE("an empty cluster is not repaired with a copy of another") {
  Matrix x(5, 1), centroids(3, 1);
  x << 7, 7, 7, 1, 2;
  centroids << 10, 1.5, 1000;
  // The points at 7 are farthest, but all that its cluster has.
  const Matrix means = cluster_means(x, nearest_centroids(x, centroids), centroids);
  CHECK(means == (Matrix(3, 1) << 7, 2, 1).finished());
  CHECK_THROWS_WITH(cluster_means(Matrix(x.topRows(3)), nearest_centroids(x.topRows(3), centroids), centroids),
                    Catch::Contains("3 clusters should be at most the number of different points"));
}

TEST_CASE("the k-means++ start takes distinct rows, and repeats only when there are no more") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  Matrix x(9, 2);
  for (Index n = 0; n < 9; ++n) x.row(n).setConstant(static_cast<double>(n % 3));
  const Matrix start = plus_plus_start(x, 5, Random(seed));
  std::vector<double> first = {start(0, 0), start(1, 0), start(2, 0)};
  std::sort(first.begin(), first.end());
  CHECK(first == std::vector<double>{0, 1, 2});
  CHECK(start.maxCoeff() <= 2);
}

TEST_CASE("the k-means++ start prefers rows in proportion to their squared distance") {
  Matrix x(3, 1);
  x << 0, 1, 3;
  const Index draws = 4000;
  Index from_zero = 0, farthest = 0;
  for (Index seed = 0; seed < draws; ++seed) {
    const Matrix start = plus_plus_start(x, 2, Random(static_cast<std::uint64_t>(seed)));
    if (start(0, 0) != 0) continue;
    ++from_zero;
    if (start(1, 0) == 3) ++farthest;
  }
  // Probability 1/3 of starting at 0; then 9 / 10. Five standard deviations.
  CHECK(std::abs(static_cast<double>(from_zero) - 1333) < 150);
  CHECK(std::abs(static_cast<double>(farthest) / static_cast<double>(from_zero) - 0.9) < 0.045);
}
