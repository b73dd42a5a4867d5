#include <neon/clustering/assignment.hpp>
#include <neon/clustering/fit.hpp>
#include <neon/core/error.hpp>

#include <catch2/catch.hpp>

#include "support/samples.hpp"
#include "support/tolerances.hpp"

using namespace neon;

namespace {

/// Three round clusters of 40 points.
Matrix blobs(std::uint64_t seed) {
  Matrix x = 0.2 * samples::normal(120, 2, seed);
  for (Index n = 0; n < x.rows(); ++n) x(n, n % 2) += static_cast<double>(n % 3);
  return x;
}

}  // namespace

TEST_CASE("every kind is fitted by name, with the stiffness asked for, the same for a seed") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const Matrix x = blobs(seed);
  for (const FitKind& kind : fit_kinds()) {
    CAPTURE(kind.name);
    CHECK_FALSE(kind.description.empty());
    CHECK_FALSE(kind.source.empty());
    const FitOptions options{.seed = seed};
    const ClusterModel model = fit_model(kind.name, x, options), again = fit_model(kind.name, x, options);
    CHECK(neon::kind(model) == kind.name);
    CHECK(clusters(model) == 3);
    CHECK(features(model) == 2);
    const Matrix outlier = outlier_scores(model, x);
    CHECK(outlier == outlier_scores(again, x));
    CHECK(beta(model) == beta(again));
    if (kind.name == "gaussian-mixture")
      CHECK(beta(model) == 1);
    else
      CHECK(mean_top_probability(outlier, beta(model)) == Approx(0.9).epsilon(tolerance::rounding));
  }
}

TEST_CASE("covariance and linkage are chosen by name") {
  const Matrix x = blobs(4);
  CHECK(std::get<GaussianMixture>(fit_model("gaussian-mixture", x, {.covariance = "shared"})).shared());
  CHECK_FALSE(std::get<GaussianMixture>(fit_model("gaussian-mixture", x)).shared());
  for (const std::string linkage : {"single", "complete", "average"})
    CHECK(text(std::get<Agglomerative>(fit_model("agglomerative", x, {.linkage = linkage})).linkage) == linkage);
  CHECK_THROWS_WITH(fit_model("gaussian-mixture", x, {.covariance = "full"}),
                    "fit_model: covariance 'full' should be shared or diagonal");
  CHECK_THROWS_WITH(fit_model("agglomerative", x, {.linkage = "ward"}),
                    "linkage 'ward' should be single, complete or average");
}

TEST_CASE("points that tie leave the assignment hard") {
  const Matrix x{{0, 0}, {0, 0}, {0, 0}, {0, 0}, {1, 0}};
  CHECK(std::isinf(beta(fit_model("kmeans", x, {.clusters = 3}))));
}

TEST_CASE("a kernel model has fewer support vectors where there are fewer points") {
  const Matrix x{{0, 0}, {0, 1}, {0, 1}, {9, 0}, {9, 1}, {9, 2}};
  const auto model = std::get<KernelKMeans>(fit_model("kernel-kmeans", x, {.clusters = 2}));
  CHECK(model.support.rows() == 5);
}

TEST_CASE("what cannot be fitted is refused") {
  const Matrix x = blobs(1);
  CHECK_THROWS_WITH(fit_model("k-means", x), Catch::StartsWith("fit_model: kind 'k-means' should be one of kmeans, "));
  CHECK_THROWS_WITH(fit_model("kmeans", x, {.clusters = 1}), Catch::Contains("1 clusters should be at least 2"));
  CHECK_THROWS_WITH(fit_model("kmeans", x, {.clusters = 121}), Catch::Contains("at most the 120 points"));
  CHECK_THROWS_WITH(fit_model("kmeans", x, {.top_probability = 1}), Catch::Contains("probability 1 should be in"));
  CHECK_THROWS_WITH(fit_model("kernel-kmeans", x, {.support_per_cluster = 0}), Catch::Contains("at least 1"));
  CHECK_THROWS_WITH(fit_model("kernel-kmeans", Matrix::Zero(5, 2)), Catch::Contains("number of different points"));
}
