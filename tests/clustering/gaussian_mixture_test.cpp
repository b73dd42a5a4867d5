#include <neon/clustering/assignment.hpp>
#include <neon/clustering/gaussian_mixture.hpp>
#include <neon/clustering/kmeans.hpp>
#include <neon/core/error.hpp>

#include <catch2/catch.hpp>

#include "clustering/brute_force.hpp"
#include "clustering/threads.hpp"
#include "support/laws.hpp"
#include "support/samples.hpp"

using namespace neon;
using brute_force::Long;

namespace {

/// Two clusters of different width that overlap, and one apart.
Matrix clouds(std::uint64_t seed) {
  Matrix x = samples::normal(300, 2, seed);
  for (Index n = 0; n < x.rows(); ++n) {
    if (n % 3 == 0) x.row(n) *= 0.4;
    if (n % 3 == 1) x.row(n) += Matrix{{2.5, 0.5}};
    if (n % 3 == 2) x.row(n) = Matrix{{0.5 * x(n, 0) - 4, 2 * x(n, 1) + 3}};
  }
  return x;
}

/// pi_k N(x | mu_k, v_k) as written.
Long density(const GaussianMixture& model, const Matrix& x, Index n, Index k) {
  Long p = model.weights[k];
  for (Index i = 0; i < x.cols(); ++i) {
    const Long v = model.variance(k)(i), apart = Long(x(n, i)) - Long(model.means(k, i));
    p *= std::exp(-apart * apart / (2 * v)) / std::sqrt(2 * std::acos(Long(-1)) * v);
  }
  return p;
}

/// Mean log-likelihood, and one iteration of EM, sum by sum.
Long iterate(GaussianMixture& model, const Matrix& x) {
  const Index n = x.rows(), d = x.cols(), clusters = model.clusters();
  Matrix r(n, clusters);
  Long likelihood = 0;
  for (Index row = 0; row < n; ++row) {
    Long sum = 0;
    for (Index k = 0; k < clusters; ++k) sum += density(model, x, row, k);
    for (Index k = 0; k < clusters; ++k) r(row, k) = static_cast<double>(density(model, x, row, k) / sum);
    likelihood += std::log(sum);
  }
  Matrix spread = Matrix::Zero(clusters, d);
  for (Index k = 0; k < clusters; ++k) {
    const double points = r.col(k).sum();
    model.weights[k] = points / static_cast<double>(n);
    for (Index i = 0; i < d; ++i) {
      model.means(k, i) = r.col(k).dot(x.col(i)) / points;
      for (Index row = 0; row < n; ++row)
        spread(k, i) += r(row, k) * (x(row, i) - model.means(k, i)) * (x(row, i) - model.means(k, i));
    }
    if (!model.shared()) model.variances.row(k) = spread.row(k) / points;
  }
  if (model.shared()) model.variances = spread.colwise().sum() / static_cast<double>(n);
  return likelihood / Long(n);
}

}  // namespace

TEST_CASE("the soft assignment of a mixture is its posterior, and the logit its log-odds") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const bool shared = GENERATE(true, false);
  GaussianMixture model{samples::normal(4, 3, seed), (0.2 + samples::uniform(shared ? 1 : 4, 3, seed + 1).array()),
                        Vector{{0.1, 0.2, 0.3, 0.4}}};
  const Matrix x = samples::normal(25, 3, seed + 2);
  const Matrix o = model.outlier_scores(x), p = soft_assign(o, model.beta), f = logits(o, model.beta);
  for (Index n = 0; n < x.rows(); ++n) {
    Long all = 0;
    for (Index k = 0; k < 4; ++k) all += density(model, x, n, k);
    for (Index k = 0; k < 4; ++k) {
      const Long own = density(model, x, n, k);
      CHECK(o(n, k) == Approx(static_cast<double>(-std::log(own))).epsilon(tolerance::rounding));
      CHECK(p(n, k) == Approx(static_cast<double>(own / all)).epsilon(tolerance::rounding));
      Long others = 0;
      for (Index j = 0; j < 4; ++j) others += j == k ? 0 : density(model, x, n, j);
      CHECK(f(n, k) == Approx(static_cast<double>(std::log(own / others))).epsilon(tolerance::rounding));
    }
  }
}

TEST_CASE("EM is EM: the same iterations sum by sum, from the clusters of k-means") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const bool shared = GENERATE(true, false);
  const Matrix x = clouds(seed);
  const Index iterations = 7;
  const GaussianMixtureFit fit =
      fit_gaussian_mixture(x, 3, {.shared = shared, .seed = seed, .max_iterations = iterations, .tolerance = 0});
  REQUIRE(fit.iterations() == iterations);

  const KMeansFit start = fit_kmeans(x, 3, {.seed = seed});
  GaussianMixture slow{start.model.centroids, Matrix::Zero(3, 2), Vector::Zero(3)};
  for (Index n = 0; n < x.rows(); ++n) {
    const Index k = start.labels[static_cast<std::size_t>(n)];
    slow.weights[k] += 1;
    slow.variances.row(k) += (x.row(n) - slow.means.row(k)).cwiseAbs2();
  }
  if (shared)
    slow.variances = Matrix(slow.variances.colwise().sum() / 300);
  else
    slow.variances.array().colwise() /= slow.weights.array();
  slow.weights /= 300;
  for (Index t = 0; t < iterations; ++t)
    CHECK(fit.log_likelihood[static_cast<std::size_t>(t)] ==
          Approx(static_cast<double>(iterate(slow, x))).epsilon(tolerance::rounding));
  laws::equal(fit.model.means, slow.means);
  laws::equal(fit.model.variances, slow.variances);
  laws::equal(fit.model.weights, slow.weights);
}

TEST_CASE("the likelihood never falls, and converges to clusters of the right width") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const GaussianMixtureFit fit = fit_gaussian_mixture(clouds(seed), 3, {.seed = seed});
  CHECK(fit.converged);
  for (std::size_t t = 1; t < fit.log_likelihood.size(); ++t)
    CHECK(fit.log_likelihood[t] >= fit.log_likelihood[t - 1] - tolerance::rounding);
  CHECK(fit.model.weights.sum() == Approx(1).epsilon(tolerance::rounding));
  CHECK(fit.model.weights.minCoeff() > 0.2);
  CHECK(fit.model.variances.minCoeff() < 0.3);
  CHECK(fit.model.variances.maxCoeff() > 2);
}

TEST_CASE("a mixture does not depend on threads, and moves along with the points") {
  const Matrix x = clouds(5);
  const auto means = [&] { return fit_gaussian_mixture(x, 3).model.means; };
  CHECK(with_threads(1, means) == with_threads(2, means));
  const GaussianMixtureFit far = fit_gaussian_mixture(x.array() + 1e6, 3, {.tolerance = 1e-7});
  laws::equal(Matrix(far.model.means.array() - 1e6), fit_gaussian_mixture(x, 3, {.tolerance = 1e-7}).model.means,
              tolerance::oracle);
}

TEST_CASE("clusters of equal points keep the floor's variance") {
  const Matrix x{{0, 0}, {0, 0}, {0, 0}, {5, 1}, {5, 1}, {6, 2}};
  const GaussianMixtureFit fit = fit_gaussian_mixture(x, 3, {.variance_floor = 1e-4});
  CHECK(fit.converged);
  CHECK(fit.model.means.allFinite());
  const double variance = (x.col(0).array() - x.col(0).mean()).square().mean();
  CHECK(fit.model.variances.col(0).minCoeff() == Approx(1e-4 * variance).epsilon(tolerance::rounding));
  CHECK(fit.model.outlier_scores(x).allFinite());
}

TEST_CASE("mixtures that cannot be fitted are refused") {
  Matrix x = clouds(1);
  CHECK_THROWS_WITH(fit_gaussian_mixture(x, 1), Catch::Contains("1 clusters should be at least 2"));
  CHECK_THROWS_WITH(fit_gaussian_mixture(x, 301), Catch::Contains("at most the 300 points"));
  CHECK_THROWS_WITH(fit_gaussian_mixture(x, 2, {.variance_floor = 0}),
                    Catch::Contains("variance floor 0 should be in"));
  CHECK_THROWS_WITH(fit_gaussian_mixture(Matrix{{0, 1}, {0, 1}, {1, 0}}, 3),
                    Catch::Contains("number of different points"));
  x.col(1).setConstant(0.1);
  CHECK_THROWS_WITH(fit_gaussian_mixture(x, 3), Catch::Contains("column 1 is constant (0.1 in all 300 rows"));
  x(7, 1) = 0.1 * (1 + 1e-15);
  CHECK_THROWS_WITH(fit_gaussian_mixture(x, 3), Catch::Contains("column 1 is constant"));
  x(4, 0) = infinity;
  CHECK_THROWS_WITH(fit_gaussian_mixture(x, 3), Catch::Contains("row 4, column 0 should be finite"));
}
