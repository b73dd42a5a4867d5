#include <neon/clustering/distances.hpp>
#include <neon/clustering/lloyd.hpp>
#include <neon/clustering/nearest_search.hpp>

#include <catch2/catch.hpp>

#include <cmath>

#include "clustering/brute_force.hpp"
#include "clustering/threads.hpp"
#include "support/samples.hpp"

using namespace neon;

namespace {

std::size_t at(Index i) { return static_cast<std::size_t>(i); }

Labels nearest(const Matrix& x, const Matrix& centroids) {
  Labels labels;
  for (Index n = 0; n < x.rows(); ++n) {
    Index best = 0;
    for (Index k = 1; k < centroids.rows(); ++k)
      if (brute_force::squared_distance(x.row(n), centroids.row(k)) <
          brute_force::squared_distance(x.row(n), centroids.row(best)))
        best = k;
    labels.push_back(best);
  }
  return labels;
}

double sum_of_squares(const Matrix& x, const Matrix& centroids) {
  return point_errors(x, nearest_centroids(x, centroids).labels, centroids).sum();
}

}  // namespace

TEST_CASE("a search tells the nearest centroids and bounds of the distances to them", "[kernels]") {
  const Index features = GENERATE(1, 3, 16, 17, 60, 600), clusters = GENERATE(1, 2, 5, 37);
  const Matrix x = samples::normal(131, features, 1), centroids = samples::normal(clusters, features, 2);
  const NearestSearch::Places places = NearestSearch(x).find(centroids);
  CHECK(places.labels == nearest(x, centroids));
  bool bounds = true;
  for (Index n = 0; n < x.rows(); ++n)
    for (Index k = 0; k < clusters; ++k) {
      const double distance = std::sqrt(static_cast<double>(brute_force::squared_distance(x.row(n), centroids.row(k))));
      bounds = bounds && (k == places.labels[at(n)] ? places.upper[n] >= distance && places.least[n] <= distance
                                                    : places.lower[n] <= distance);
    }
  CHECK(bounds);
}

TEST_CASE("what single precision cannot tell apart is decided exactly, wherever the origin, whatever the unit",
          "[kernels]") {
  const Index features = GENERATE(3, 40);
  const double unit = GENERATE(1.0, 0x1p-500, 0x1p500), shift = GENERATE(0.0, 0x1p30);
  Matrix centroids = samples::normal(8, features, 1), x = samples::normal(90, features, 2);
  // Points between pairs of centroids, a little to one side of the middle; and at centroids.
  for (Index n = 0; n < 60; ++n) x.row(n) = (0.5 + 1e-12) * centroids.row(n % 8) + (0.5 - 1e-12) * centroids.row(n % 7);
  x.bottomRows(8) = centroids;
  x = unit * (x.array() + shift);
  centroids = unit * (centroids.array() + shift);
  CHECK(NearestSearch(x).find(centroids).labels == nearest(x / unit, centroids / unit));
}

TEST_CASE("of equally near centroids the first counts", "[kernels]") {
  const Index features = GENERATE(2, 30);
  Matrix centroids = samples::normal(9, features, 1);
  centroids.row(8) = centroids.row(3);
  centroids.row(5) = centroids.row(3);
  const Matrix x = centroids;
  CHECK(NearestSearch(x).find(centroids).labels == Labels{0, 1, 2, 3, 4, 3, 6, 7, 3});
}

TEST_CASE("an update tells what a new search would, and which labels changed", "[kernels]") {
  const Index features = GENERATE(2, 25), threads = GENERATE(1, 2);
  const Matrix x = samples::normal(1500, features, 1);
  Matrix centroids = samples::normal(12, features, 2);
  with_threads(static_cast<int>(threads), [&] {
    const NearestSearch search(x);
    NearestSearch::Places places = search.find(centroids);
    for (std::uint64_t step = 0; step < 12; ++step) {
      const Matrix moved = centroids + std::ldexp(1.0, -static_cast<int>(step)) * samples::normal(12, features, step);
      const Labels before = places.labels;
      const std::vector<Index> changed = search.update(centroids, moved, places);
      CHECK(places.labels == search.find(moved).labels);
      std::vector<Index> expected;
      for (Index n = 0; n < x.rows(); ++n)
        if (places.labels[at(n)] != before[at(n)]) expected.push_back(n);
      CHECK(changed == expected);
      centroids = moved;
    }
    return 0;
  });
}

TEST_CASE("the greedy start takes rows, all different while there are, and depends on the seed only") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  Matrix x(700, 3);
  for (Index n = 0; n < 700; ++n) x.row(n).setConstant(static_cast<double>(n % 70) / 70);
  const Matrix start = with_threads(1, [&] { return greedy_start(x, 70, Random(seed)); });
  CHECK(start == with_threads(2, [&] { return greedy_start(x, 70, Random(seed)); }));
  std::vector<double> first(start.col(0).begin(), start.col(0).end());
  std::sort(first.begin(), first.end());
  for (Index k = 0; k < 70; ++k) CHECK(first[at(k)] == static_cast<double>(k) / 70);
  CHECK(greedy_start(x, 75, Random(seed)).maxCoeff() < 1);
}

TEST_CASE("the greedy start leaves the places of the points among its centroids") {
  const Index features = GENERATE(2, 20), clusters = GENERATE(2, 9, 40);
  Matrix x = samples::normal(1100, features, 3);
  x.bottomRows(100) = x.topRows(100);
  const Start start = greedy_start(x, NearestSearch(x), clusters, Random(1));
  CHECK(start.places.labels == nearest(x, start.centroids));
  bool bounds = true;
  for (Index n = 0; n < x.rows(); ++n)
    for (Index k = 0; k < clusters; ++k) {
      const double distance =
          std::sqrt(static_cast<double>(brute_force::squared_distance(x.row(n), start.centroids.row(k))));
      bounds = bounds && (k == start.places.labels[at(n)] ? start.places.upper[n] >= distance
                                                          : start.places.lower[n] <= distance);
    }
  CHECK(bounds);
}

TEST_CASE("a search goes on among the points as they are from where it was in their frame") {
  const double shift = GENERATE(0.0, 1e9);
  const Matrix x = samples::normal(700, 12, 1).array() + shift;
  const Frame frame = frame_of(x);
  const Matrix z = frame.in(x), centroids = samples::normal(8, 12, 2).array() + shift;
  const NearestSearch in_frame = NearestSearch::among_framed(z, 0), search(x, frame, in_frame);
  CHECK(in_frame.find(frame.in(centroids)).labels == nearest(z, frame.in(centroids)));
  NearestSearch::Places places = search.find(centroids);
  CHECK(places.labels == nearest(x, centroids));
  const Matrix moved = centroids + 0.3 * samples::normal(8, 12, 3);
  search.update(centroids, moved, places);
  CHECK(places.labels == nearest(x, moved));
}

TEST_CASE("the greedy start is nearer to the points than plain k-means++") {
  const Matrix x = samples::uniform(6000, 6, 1);
  double greedy = 0, plain = 0;
  for (std::uint64_t seed = 0; seed < 6; ++seed) {
    greedy += sum_of_squares(x, greedy_start(x, 40, Random(seed)));
    plain += sum_of_squares(x, plus_plus_start(x, 40, Random(seed)));
  }
  CHECK(greedy < 0.95 * plain);
}
