#include <neon/clustering/assignment.hpp>
#include <neon/clustering/location_clusters.hpp>
#include <neon/core/error.hpp>

#include <catch2/catch.hpp>

#include "clustering/threads.hpp"
#include "support/laws.hpp"
#include "support/samples.hpp"

using namespace neon;
using Catch::Contains;

namespace {

/// Activations as a rectifier leaves them: many zeros.
Matrix rectified(Index locations, Index channels, std::uint64_t seed) {
  return samples::normal(locations, channels, seed).cwiseMax(0);
}

}  // namespace

TEST_CASE("Locations are scaled to unit norm, a zero location stays zero and is counted") {
  Matrix activations = rectified(40, 6, GENERATE(1, 2, 3)).array() + 0.1;
  activations.row(7).setZero();
  activations.row(9) *= 1e-20;
  activations.row(11) *= 1e20;
  const LocationClusters clusters = cluster_locations(activations, 4);
  for (Index l = 0; l < 40; ++l) {
    const double norm = std::sqrt(activations.row(l).cwiseAbs2().sum());
    CHECK(clusters.norm(l) == Approx(norm).epsilon(tolerance::rounding));
    for (Index i = 0; i < 6; ++i)
      CHECK(clusters.unit(l, i) == Approx(l == 7 ? 0 : activations(l, i) / norm).margin(tolerance::rounding));
  }
  CHECK(clusters.zero_locations() == 1);
}

TEST_CASE("Every location is with its nearest centroid, sizes add up, and beta reaches its target") {
  const Matrix activations = rectified(120, 5, GENERATE(1, 2, 3));
  const LocationClusters clusters = cluster_locations(activations, 4);
  REQUIRE(clusters.clusters() == 4);
  CHECK(clusters.labels == assign(clusters.model.outlier_scores(clusters.unit)));
  Index total = 0;
  double inertia = 0;
  for (const Index size : clusters.sizes) total += size;
  for (Index l = 0; l < 120; ++l)
    inertia += (clusters.unit.row(l) - clusters.model.centroids.row(clusters.labels[static_cast<std::size_t>(l)]))
                   .squaredNorm();
  CHECK(total == 120);
  CHECK(clusters.inertia == Approx(inertia).epsilon(tolerance::rounding));
  CHECK(mean_top_probability(clusters.model.outlier_scores(clusters.unit), clusters.model.beta) ==
        Approx(0.9).epsilon(tolerance::oracle));
  CHECK(clusters.top_probability == Approx(0.9).epsilon(tolerance::oracle));
}

TEST_CASE("Brightness does not count: scaling a location changes nothing") {
  Matrix activations = rectified(60, 5, 4);
  const LocationClusters before = cluster_locations(activations, 3, {.seed = 5});
  for (Index l = 0; l < 60; ++l) activations.row(l) *= std::exp2(static_cast<double>(l % 9 - 4));
  const LocationClusters after = cluster_locations(activations, 3, {.seed = 5});
  CHECK(before.labels == after.labels);
  laws::equal(after.model.centroids, before.model.centroids);
}

TEST_CASE("Fewer distinct locations than clusters asked for: as many clusters as there are") {
  Matrix activations(30, 3);
  for (Index l = 0; l < 30; ++l) {
    activations.row(l) << 1, l % 3 == 0 ? 0 : 1, l % 3 == 1 ? 2 : 0;
    activations.row(l) *= 1 + 1e-7 * static_cast<double>(l);  // brightness, and rounding as of single precision
    activations(l, 0) *= 1 + 1e-7 * static_cast<double>(l % 7);
  }
  const LocationClusters three = cluster_locations(activations, 8);
  CHECK(three.clusters() == 3);
  CHECK(three.sizes == std::vector<Index>{10, 10, 10});
  CHECK(three.model.beta > 0);

  for (const double value : {1.0, 0.0}) {
    const LocationClusters one = cluster_locations(Matrix::Constant(30, 3, value), 8);
    CHECK(one.clusters() == 1);
    CHECK(one.sizes == std::vector<Index>{30});
    CHECK(one.top_probability == 1);
    CHECK(one.zero_locations() == (value == 0 ? 30 : 0));
  }
}

TEST_CASE("Location clusters: the same for a seed, whatever the number of threads") {
  const Matrix activations = rectified(700, 9, 8);
  const auto fit = [&] { return cluster_locations(activations, 5, {.seed = 3}); };
  const LocationClusters one = with_threads(1, fit), two = with_threads(2, fit);
  CHECK(one.labels == two.labels);
  CHECK(one.model.centroids == two.model.centroids);
  CHECK(one.model.beta == two.model.beta);
}

TEST_CASE("Location clusters: numbers of clusters and activations that make no sense") {
  const Matrix activations = rectified(10, 4, 1);
  CHECK_THROWS_WITH(cluster_locations(activations, 11),
                    Contains("11 clusters should be at least 2 and at most the 10 locations"));
  CHECK_THROWS_WITH(cluster_locations(activations, 1), Contains("1 clusters should be at least 2"));
  Matrix broken = activations;
  broken(6, 2) = std::nan("");
  CHECK_THROWS_WITH(cluster_locations(broken, 2), Contains("location 6 should be finite"));
  broken(6, 2) = infinity;
  CHECK_THROWS_WITH(cluster_locations(broken, 2), Contains("location 6 should be finite"));
}
