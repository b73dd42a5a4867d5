#include <neon/clustering/models.hpp>
#include <neon/core/error.hpp>

#include <catch2/catch.hpp>

#include "clustering/brute_force.hpp"
#include "clustering/threads.hpp"
#include "support/laws.hpp"
#include "support/samples.hpp"

using namespace neon;

namespace {

Matrix directions(std::uint64_t seed) {
  Matrix x = 0.2 * samples::normal(90, 3, seed);
  for (Index n = 0; n < x.rows(); ++n) {
    x(n, n % 3) += 1;
    x.row(n) *= static_cast<double>(1 + n % 7);
  }
  return x;
}

}  // namespace

TEST_CASE("outlier scores of spherical k-means are 2 (1 - cosine), whatever the length of the points") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const SphericalKMeans model = fit_spherical_kmeans(directions(seed), 3, {.seed = seed}).model;
  const Matrix x = samples::normal(20, 3, seed + 1);
  Matrix expected(20, 3);
  for (Index n = 0; n < 20; ++n)
    for (Index k = 0; k < 3; ++k) {
      double product = 0, squares = 0;
      for (Index i = 0; i < 3; ++i) {
        product += x(n, i) * model.centroids(k, i);
        squares += x(n, i) * x(n, i);
      }
      expected(n, k) = 2 * (1 - product / std::sqrt(squares));
    }
  laws::equal(model.outlier_scores(x), expected);
  laws::equal(model.outlier_scores(1e200 * x), expected);
  laws::equal(model.outlier_scores(1e-200 * x), expected);
}

TEST_CASE("a fitted spherical model is a fixed point: unit centroids along the sums of their members' directions") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const Matrix x = directions(seed);
  const SphericalKMeansFit fit = fit_spherical_kmeans(x, 3, {.seed = seed});
  CHECK(fit.converged);
  const Matrix o = fit.model.outlier_scores(x);
  double inertia = 0;
  Matrix sum = Matrix::Zero(3, 3);
  for (Index n = 0; n < x.rows(); ++n) {
    const Index label = fit.labels[static_cast<std::size_t>(n)];
    CHECK(label == fit.labels[static_cast<std::size_t>(n % 3)]);
    CHECK(o(n, label) <= o.row(n).minCoeff() + tolerance::rounding);
    inertia += o(n, label);
    sum.row(label) += x.row(n).normalized();
  }
  CHECK(fit.inertia == Approx(inertia).epsilon(tolerance::rounding));
  laws::equal(fit.model.centroids, Matrix(sum.rowwise().normalized()));
}

TEST_CASE("a spherical fit does not depend on threads or on the length of the points") {
  const Matrix x = directions(4);
  const auto fit = [&] { return fit_spherical_kmeans(x, 4, {.seed = 1}).model.centroids; };
  CHECK(with_threads(1, fit) == with_threads(2, fit));
  CHECK(fit_spherical_kmeans(4 * x, 4, {.seed = 1}).model.centroids == fit());
}

TEST_CASE("opposite directions leave a centroid where it was") {
  const Matrix x{{1, 0}, {-1, 0}, {0, 1}, {0, -1}};
  const SphericalKMeansFit fit = fit_spherical_kmeans(x, 2);
  CHECK(fit.model.centroids.allFinite());
  laws::equal(Vector(fit.model.centroids.rowwise().norm()), Vector(Vector::Ones(2)));
}

TEST_CASE("points without direction and bad numbers of clusters are refused") {
  Matrix x = directions(1);
  CHECK_THROWS_WITH(fit_spherical_kmeans(x, 1), Catch::Contains("1 clusters should be at least 2"));
  CHECK_THROWS_WITH(fit_spherical_kmeans(x, 91), Catch::Contains("at most the 90 points"));
  const ClusterModel model = fit_spherical_kmeans(x, 3).model;
  Matrix many(1200, 3);
  many.setOnes();
  many.row(1100).setZero();
  CHECK_THROWS_WITH(outlier_scores(model, many), "outlier_scores: row 1100 is 0, should have a direction");
  x.row(7).setZero();
  CHECK_THROWS_WITH(fit_spherical_kmeans(x, 3), "fit_spherical_kmeans: row 7 is 0, should have a direction");
  x(3, 1) = std::nan("");
  CHECK_THROWS_WITH(fit_spherical_kmeans(x, 3), Catch::Contains("row 3, column 1 should be finite"));
}
