#include <neon/clustering/assigner.hpp>
#include <neon/clustering/assignment.hpp>
#include <neon/clustering/dbscan.hpp>
#include <neon/clustering/fit.hpp>
#include <neon/clustering/gaussian_kernel.hpp>
#include <neon/clustering/kernel_density.hpp>
#include <neon/clustering/models.hpp>
#include <neon/clustering/one_class_svm.hpp>
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
  Labels classes;
  for (Index n = 0; n < x.rows(); ++n) classes.push_back(n % 3);
  for (const ModelKind& kind : fit_kinds()) {
    CAPTURE(kind.name);
    CHECK_FALSE(kind.description.empty());
    CHECK_FALSE(kind.source.empty());
    const FitOptions options{.seed = seed, .classes = classes};
    const FittedModel fitted = fit_model(kind.name, x, options);
    const ClusterModel &model = fitted.model, again = fit_model(kind.name, x, options).model;
    CHECK(neon::kind(model) == kind.name);
    if (kind.clusters != ModelKind::Clusters::found) CHECK(clusters(model) == 3);
    CHECK(features(model) == 2);
    const Matrix outlier = outlier_scores(model, x);
    CHECK(outlier == outlier_scores(again, x));
    CHECK(fitted.labels == Assigner(model)(x).cluster);
    const Labels by_rule = assign(outlier);
    Index differ = 0;
    for (std::size_t n = 0; n < by_rule.size(); ++n) differ += by_rule[n] != fitted.labels[n] ? 1 : 0;
    CHECK(differ == fitted.differ);
    if (model->kept_points().x == nullptr) CHECK(differ == 0);
    CHECK(beta(model) == beta(again));
    if (kind.name.ends_with("gaussian-mixture")) CHECK(beta(model) == 1);
    if (kind.softens) CHECK(mean_top_probability(outlier, beta(model)) == Approx(0.9).epsilon(tolerance::rounding));
  }
}

TEST_CASE("covariance and linkage are chosen by name") {
  const Matrix x = blobs(4);
  CHECK(
      fit_model("gaussian-mixture", x, {.settings = {{"covariance", "shared"}}}).model.get<GaussianMixture>().shared());
  CHECK_FALSE(fit_model("gaussian-mixture", x).model.get<GaussianMixture>().shared());
  for (const std::string linkage : {"single", "complete", "average", "average-squared", "ward"}) {
    const FittedModel fitted = fit_model("agglomerative", x, {.settings = {{"linkage", linkage}}});
    CHECK(text(fitted.model.get<Agglomerative>().linkage) == linkage);
    CHECK(fitted.labels == fit_agglomerative(x, 3, {.linkage = linkage_named(linkage)}).labels);
  }
  CHECK_THROWS_WITH(fit_model("gaussian-mixture", x, {.settings = {{"covariance", "banded"}}}),
                    "fit_model: covariance 'banded' should be one of shared, diagonal, spherical, full, tied");
  CHECK_THROWS_WITH(
      fit_model("agglomerative", x, {.settings = {{"linkage", "avarage"}}}),
      "fit_model: linkage 'avarage' should be one of single, complete, average, average-squared, ward; did you mean "
      "'average'?");
}

TEST_CASE("points that the rule for new points puts elsewhere keep the cluster of the tree, and are counted") {
  const Matrix x = samples::normal(80, 2, 4);
  Index all = 0;
  for (const Linkage linkage : linkages()) {
    const FittedModel fitted =
        fit_model("agglomerative", x, {.clusters = 4, .settings = {{"linkage", std::string(text(linkage))}}});
    const Labels by_rule = assign(outlier_scores(fitted.model, x));
    Index different = 0;
    for (std::size_t n = 0; n < by_rule.size(); ++n) different += by_rule[n] != fitted.labels[n] ? 1 : 0;
    CHECK(fitted.differ == different);
    if (linkage == Linkage::single) CHECK(different == 0);
    all += different;
  }
  CHECK(all > 0);
}

TEST_CASE("points that tie leave the assignment hard") {
  const Matrix x{{0}, {1}, {2}};  // 1 is as far from the farthest member of {0, 1} as from 2
  CHECK(std::isinf(beta(fit_model("agglomerative", x, {.clusters = 2, .settings = {{"linkage", "complete"}}}).model)));
}

TEST_CASE("a kernel model has fewer support vectors where there are fewer points") {
  const Matrix x{{0, 0}, {0, 1}, {0, 1}, {9, 0}, {9, 1}, {9, 2}};
  const auto model = fit_model("kernel-kmeans", x, {.clusters = 2}).model.get<KernelKMeans>();
  CHECK(model.support.rows() == 5);
}

TEST_CASE("a setting is a number, or a word that stands for one, and what it should be is said alike by all kinds") {
  const Matrix x = samples::normal(60, 2, 5);
  const auto fitted = [&](const std::string& kind, const std::string& setting, const std::string& value) {
    return fit_model(kind, x, {.settings = {{setting, value}}}).model;
  };
  CHECK(fitted("kernel-density", "bandwidth", "0.25").get<KernelDensity>().gamma == 8);
  const double silverman = silverman_bandwidth(x);
  CHECK(fitted("kernel-density", "bandwidth", "silverman").get<KernelDensity>().gamma == 0.5 / silverman / silverman);
  CHECK(fitted("one-class-svm", "kernel-gamma", "scale").get<OneClassSvm>().gamma == scale_gamma(x));
  CHECK(fitted("dbscan", "eps", "0.75").get<Dbscan>().squared_radius == 0.5625);
  CHECK_THROWS_WITH(fitted("dbscan", "eps", "wide"), "fit_model: eps 'wide' should be a number or auto");
  CHECK_THROWS_WITH(fitted("one-class-svm", "kernel-gamma", "1x"),
                    "fit_model: kernel-gamma '1x' should be a number or scale");
  CHECK_THROWS_WITH(fitted("kernel-density", "bandwidth", ""),
                    "fit_model: bandwidth '' should be a number, scott, silverman or leave-one-out");
}

TEST_CASE("what cannot be fitted is refused") {
  const Matrix x = blobs(1);
  CHECK_THROWS_WITH(fit_model("k-means", x), Catch::StartsWith("fit_model: kind 'k-means' should be one of kmeans, "));
  CHECK_THROWS_WITH(fit_model("kmeans", x, {.clusters = 1}), Catch::Contains("1 clusters should be at least 2"));
  CHECK_THROWS_WITH(fit_model("kmeans", x, {.clusters = 121}), Catch::Contains("at most the 120 points"));
  CHECK_THROWS_WITH(fit_model("kmeans", x, {.top_probability = 1}), Catch::Contains("probability 1 should be in"));
  CHECK_THROWS_WITH(fit_model("kernel-kmeans", x, {.settings = {{"support", "0"}}}), Catch::Contains("at least 1"));
  CHECK_THROWS_WITH(fit_model("kernel-kmeans", Matrix::Zero(5, 2)), Catch::Contains("number of different points"));
}
