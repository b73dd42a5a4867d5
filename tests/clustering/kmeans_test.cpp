#include <neon/clustering/kmeans.hpp>
#include <neon/core/error.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <set>

#include "clustering/brute_force.hpp"
#include "clustering/threads.hpp"
#include "support/laws.hpp"
#include "support/samples.hpp"

using namespace neon;
using Catch::Contains;

namespace {

std::size_t at(Index i) { return static_cast<std::size_t>(i); }

/// Normal clouds around (0, 0, ...), (4, 4, ...), (8, 8, ...), ...
Matrix clouds(Index points, Index features, Index count, std::uint64_t seed) {
  Matrix x = samples::normal(points, features, seed);
  for (Index n = 0; n < points; ++n) x.row(n).array() += 4.0 * static_cast<double>(n % count);
  return x;
}

double inertia_of(const Matrix& x, const Labels& labels, const Matrix& centroids) {
  brute_force::Long sum = 0;
  for (Index n = 0; n < x.rows(); ++n) sum += brute_force::squared_distance(x.row(n), centroids.row(labels[at(n)]));
  return static_cast<double>(sum);
}

/// Inertia of the best of all partitions into two non-empty clusters.
double best_of_two(const Matrix& x) {
  double best = infinity;
  for (unsigned set = 1; set + 1 < 1U << x.rows(); ++set) {
    Labels labels;
    for (Index n = 0; n < x.rows(); ++n) labels.push_back(static_cast<Index>(set >> n & 1U));
    best = std::min(best, inertia_of(x, labels, class_means(x, labels, 2).centroids));
  }
  return best;
}

}  // namespace

TEST_CASE("standard outlier scores are squared distances plus the offset") {
  const auto seed = GENERATE(1, 2, 3);
  KMeans model{samples::normal(4, 6, seed), samples::normal(4, 1, seed + 1), infinity};
  const Matrix x = samples::normal(20, 6, seed + 2);
  laws::equal(model.outlier_scores(x), brute_force::outlier_scores(model, x));
  CHECK_THROWS_WITH(model.outlier_scores(x.leftCols(5)), Contains("5 features should be 6"));
}

TEST_CASE("without its biases the model assigns by the largest product with a centroid") {
  const auto seed = GENERATE(1, 2, 3);
  const KMeans model = without_bias({samples::normal(4, 6, seed), Vector::Zero(4), infinity});
  const Matrix x = samples::normal(20, 6, seed + 2), o = model.outlier_scores(x);
  for (Index n = 0; n < x.rows(); ++n) {
    Index nearest = 0, product = 0;
    o.row(n).minCoeff(&nearest);
    (x.row(n) * model.centroids.transpose()).maxCoeff(&product);
    CHECK(nearest == product);
  }
}

TEST_CASE("a fit is a fixed point: nearest centroids, which are means of their points, and the exact inertia") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const Index clusters = GENERATE(2, 5);
  const Matrix x = clouds(400, 3, 4, seed);
  const KMeansFit fit = fit_kmeans(x, clusters, {.seed = seed});
  CHECK(fit.converged);
  laws::equal(fit.model.centroids, class_means(x, fit.labels, clusters).centroids);
  const Matrix o = brute_force::outlier_scores(fit.model, x);
  for (Index n = 0; n < x.rows(); ++n) CHECK(o(n, fit.labels[at(n)]) <= o.row(n).minCoeff() + tolerance::rounding);
  CHECK(fit.inertia == Approx(inertia_of(x, fit.labels, fit.model.centroids)).epsilon(tolerance::rounding));
  CHECK(fit.model.offset.isZero(0));
  CHECK(std::isinf(fit.model.beta));
}

TEST_CASE("inertia is exact far from the origin") {
  const Matrix x = clouds(60, 2, 3, 5).array() + 1e6;
  const KMeansFit fit = fit_kmeans(x, 3);
  CHECK(fit.inertia == Approx(inertia_of(x, fit.labels, fit.model.centroids)).epsilon(tolerance::rounding));
}

TEST_CASE("inertia never increases from one iteration to the next") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const Matrix x = samples::uniform(500, 2, seed);
  double previous = infinity;
  for (Index iterations = 1; iterations <= 15; ++iterations) {
    const KMeansFit fit = fit_kmeans(x, 8, {.seed = seed, .restarts = 1, .max_iterations = iterations});
    CHECK(fit.inertia <= previous * (1 + tolerance::rounding));
    CHECK(fit.iterations <= iterations);
    previous = fit.inertia;
  }
}

TEST_CASE("the best of several starts is the best partition of a small set") {
  const Matrix x = clouds(9, 2, 2, static_cast<std::uint64_t>(GENERATE(1, 2, 3)));
  CHECK(fit_kmeans(x, 2, {.restarts = 20}).inertia == Approx(best_of_two(x)).epsilon(tolerance::rounding));
}

TEST_CASE("more restarts never give a worse fit") {
  const Matrix x = samples::uniform(300, 2, 3);
  double previous = infinity;
  for (const Index restarts : {1, 2, 4, 8}) {
    const double inertia = fit_kmeans(x, 12, {.seed = 1, .restarts = restarts}).inertia;
    CHECK(inertia <= previous);
    previous = inertia;
  }
}

TEST_CASE("greedy starts end in a fixed point, a tolerance a little before") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const Matrix x = samples::uniform(3000, 3, seed);
  KMeansOptions options{.seed = seed, .restarts = 1, .start = KMeansStart::greedy};
  const KMeansFit exact = fit_kmeans(x, 12, options);
  CHECK(exact.converged);
  laws::equal(exact.model.centroids, class_means(x, exact.labels, 12).centroids);
  options.tolerance = 1e-3;
  const KMeansFit early = fit_kmeans(x, 12, options);
  CHECK(early.converged);
  CHECK(early.iterations < exact.iterations);
  CHECK(early.inertia < 1.05 * exact.inertia);
  CHECK(early.inertia == Approx(inertia_of(x, early.labels, early.model.centroids)).epsilon(tolerance::rounding));
}

TEST_CASE("as many clusters as points leave no inertia") {
  const KMeansFit fit = fit_kmeans(samples::normal(7, 2, 1), 7);
  CHECK(fit.inertia == 0);
  CHECK(std::set<Index>(fit.labels.begin(), fit.labels.end()).size() == 7);
}

TEST_CASE("fewer different points than clusters are refused") {
  const auto different = GENERATE(2, 3);
  Matrix x(30, 2);
  for (Index n = 0; n < 30; ++n) x.row(n) << 0.1 * static_cast<double>(n % different), 0.3;
  CHECK_THROWS_WITH(fit_kmeans(x, 5), Contains(fmt::format("5 clusters should be at most {}", different)));
  CHECK(fit_kmeans(x, different).inertia == 0);
}

TEST_CASE("a fit depends on the seed, not on the threads") {
  const Matrix x = samples::uniform(1500, 4, 1);
  const Index restarts = GENERATE(1, 3);
  const auto fit = [&](std::uint64_t seed) { return fit_kmeans(x, 7, {.seed = seed, .restarts = restarts}); };
  const KMeansFit one = with_threads(1, [&] { return fit(1); }), two = with_threads(2, [&] { return fit(1); });
  CHECK(one.model.centroids == two.model.centroids);
  CHECK(one.labels == two.labels);
  CHECK(one.inertia == two.inertia);
  CHECK(one.model.centroids != fit(2).model.centroids);
}

TEST_CASE("k-means tells its progress") {
  std::atomic<Index> calls{0}, last{0};
  const auto progress = [&](Index done, Index total) {
    ++calls;
    CHECK(total == 4);
    last = std::max<Index>(last, done);
  };
  with_threads(1, [&] { return fit_kmeans(samples::uniform(50, 2, 1), 3, {.restarts = 4, .progress = progress}); });
  CHECK(calls == 4);
  CHECK(last == 4);
}

TEST_CASE("k-means refuses what it cannot use") {
  Matrix x = samples::normal(6, 2, 1);
  CHECK_THROWS_WITH(fit_kmeans(x, 1), Contains("1 clusters should be at least 2"));
  CHECK_THROWS_WITH(fit_kmeans(x, 7), Contains("7 clusters should be at least 2 and at most the 6 points"));
  CHECK_THROWS_WITH(fit_kmeans(Matrix(0, 2), 2), Contains("at most the 0 points"));
  CHECK_THROWS_WITH(fit_kmeans(Matrix(6, 0), 2), Contains("0 features should be at least 1"));
  CHECK_THROWS_WITH(fit_kmeans(x, 2, {.restarts = 0}), Contains("0 restarts should be at least 1"));
  CHECK_THROWS_WITH(fit_kmeans(x, 2, {.max_iterations = 0}), Contains("0 iterations should be at least 1"));
  CHECK_THROWS_WITH(fit_kmeans(x, 2, {.tolerance = -1}), Contains("tolerance -1 should be at least 0"));
  CHECK_THROWS_WITH(fit_kmeans(1e200 * x, 2), Contains("scale the features"));
  x(4, 1) = std::nan("");
  CHECK_THROWS_WITH(fit_kmeans(x, 2), Contains("fit_kmeans: nan in row 4, column 1 should be finite"));
  x(4, 1) = -infinity;
  CHECK_THROWS_WITH(fit_kmeans(x, 2), Contains("-inf in row 4, column 1"));
}

TEST_CASE("class means are the means of the points of each class") {
  Matrix x(4, 2);
  x << 1, 2, 3, 4, 5, 6, 7, 9;
  CHECK(class_means(x, {0, 1, 0, 1}, 2).centroids == (Matrix(2, 2) << 3, 4, 5, 6.5).finished());
  CHECK_THROWS_WITH(class_means(x, {0, 1, 0}, 2), Contains("3 labels should be 4"));
  CHECK_THROWS_WITH(class_means(x, {0, 1, 2, 1}, 2), Contains("label 2 of point 2 should be in [0, 2)"));
  CHECK_THROWS_WITH(class_means(x, {0, 1, -1, 1}, 2), Contains("label -1 of point 2 should be in [0, 2)"));
  CHECK_THROWS_WITH(class_means(x, {0, 2, 0, 2}, 3), Contains("class 1 has no points"));
  CHECK_THROWS_WITH(class_means(x, {0, 0, 0, 0}, 1), Contains("1 clusters should be at least 2"));
  x.row(2) = x.row(0);
  CHECK_THROWS_WITH(class_means(x, {0, 1, 2, 1}, 3), Contains("the clusters 0 and 2 have the same mean"));
}
