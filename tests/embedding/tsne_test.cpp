#include <neon/core/error.hpp>
#include <neon/core/parallel.hpp>
#include <neon/embedding/affinities.hpp>
#include <neon/embedding/tsne.hpp>
#include <neon/embedding/tsne_gradient.hpp>

#include <catch2/catch.hpp>

#include <cmath>

#include "support/laws.hpp"
#include "support/samples.hpp"

using namespace neon;
using Catch::Matchers::Contains;

namespace {

/// Three clusters, row n in cluster n mod 3.
Matrix clusters(Index n, std::uint64_t seed) {
  Matrix x = samples::normal(n, 6, seed);
  for (Index i = 0; i < n; ++i) x(i, i % 3) += 10;
  return x;
}

TsneOptions brief(Index iterations) {
  TsneOptions options;
  options.perplexity = 10;
  options.iterations = iterations;
  options.exaggerated_iterations = iterations / 2;
  return options;
}

/// Share of points whose nearest neighbour in the plane is of their cluster.
double agreement(const Matrix& y) {
  Index good = 0;
  for (Index i = 0; i < y.rows(); ++i) {
    Vector distance = (y.rowwise() - y.row(i)).rowwise().squaredNorm();
    distance(i) = infinity;
    Index nearest = 0;
    distance.minCoeff(&nearest);
    good += nearest % 3 == i % 3 ? 1 : 0;
  }
  return static_cast<double>(good) / static_cast<double>(y.rows());
}

}  // namespace

TEST_CASE("t-SNE keeps clusters apart") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const Matrix x = clusters(120, seed);
  const Tsne start = fit_tsne(x, brief(0)), end = fit_tsne(x, brief(150));
  CHECK(agreement(end.embedding) == 1);
  CHECK(end.embedding.allFinite());
  CHECK(end.embedding.colwise().mean().cwiseAbs().maxCoeff() <=
        tolerance::rounding * (1 + end.embedding.cwiseAbs().maxCoeff()));
  CHECK(end.kl_divergence > 0);
  CHECK(end.kl_divergence < 0.5 * start.kl_divergence);

  const double z = tsne_repulsion(end.embedding, 0).z;
  CHECK(end.kl_divergence ==
        Approx(tsne_divergence(joint_affinities(x, 10), end.embedding, z)).epsilon(tolerance::rounding));
}

TEST_CASE("t-SNE starts from the first principal components") {
  Matrix x = samples::normal(100, 5, 1);
  x.col(3) *= 10;
  const Matrix y = fit_tsne(x, brief(0)).embedding;
  CHECK(std::sqrt(y.col(0).squaredNorm() / 99) == Approx(1e-4).epsilon(0.01));
  const Vector centred = x.col(3).array() - x.col(3).mean();
  CHECK(std::abs(centred.dot(y.col(0))) >= 0.99 * centred.norm() * y.col(0).norm());
}

TEST_CASE("t-SNE is a function of the points and the seed") {
  const Matrix x = clusters(100, 4);
  TsneOptions options = brief(40);
  const Tsne once = fit_tsne(x, options);
  SECTION("alone") { CHECK(fit_tsne(x, options).embedding == once.embedding); }
  SECTION("another seed gives another embedding") {
    options.seed = 1;
    CHECK(fit_tsne(x, options).embedding != once.embedding);
  }
  SECTION("the unit of x does not matter, however large or small") {
    CHECK(fit_tsne(std::exp2(GENERATE(-900, 3, 1000)) * x, options).embedding == once.embedding);
  }
}

TEST_CASE("t-SNE does not depend on the number of threads") {
  const Matrix x = clusters(700, 5);
  set_threads(1);
  const Tsne one = fit_tsne(x, brief(15));
  set_threads(2);
  const Tsne two = fit_tsne(x, brief(15));
  set_threads(0);
  CHECK(one.embedding == two.embedding);
  CHECK(one.kl_divergence == two.kl_divergence);
}

TEST_CASE("t-SNE of duplicates") {
  Matrix x = clusters(90, 6);
  x.topRows(GENERATE(40, 90)).rowwise() = x.row(0).eval();
  const Tsne tsne = fit_tsne(x, brief(60));
  CHECK(tsne.embedding.allFinite());
  CHECK(std::isfinite(tsne.kl_divergence));
}

TEST_CASE("t-SNE of few points or one feature") {
  const Index n = GENERATE(1, 2, 3, 4, 5, 20), d = GENERATE(1, 2, 5);
  const Tsne tsne = fit_tsne(samples::normal(n, d, 7), brief(100));
  CHECK(tsne.embedding.rows() == n);
  CHECK(tsne.embedding.cols() == 2);
  CHECK(tsne.embedding.allFinite());
  CHECK(std::isfinite(tsne.kl_divergence));
  if (n == 1) CHECK(tsne.kl_divergence == 0);
}

TEST_CASE("t-SNE tells its progress") {
  TsneOptions options = brief(6);
  std::vector<Index> told;
  options.progress = [&](Index done, Index total) {
    CHECK(total == 6);
    told.push_back(done);
  };
  fit_tsne(clusters(20, 1), options);
  CHECK(told == std::vector<Index>{1, 2, 3, 4, 5, 6});
}

TEST_CASE("t-SNE refuses bad input") {
  Matrix x = clusters(20, 1);
  TsneOptions options = brief(5);
  const auto refused = [&](const std::string& message) { CHECK_THROWS_WITH(fit_tsne(x, options), Contains(message)); };
  const double nan = std::numeric_limits<double>::quiet_NaN();
  SECTION("no points") {
    x.resize(0, 6);
    refused("input [0, 6] should have at least one row");
  }
  SECTION("no features") {
    x.resize(4, 0);
    refused("input [4, 0] should have at least one row and one column");
  }
  SECTION("NaN") {
    x(7, 2) = nan;
    refused("row 7, column 2");
  }
  SECTION("perplexity") {
    options.perplexity = GENERATE_COPY(0.5, nan, infinity);
    refused("perplexity");
  }
  SECTION("iterations") {
    options.iterations = -1;
    refused("-1 iterations should be at least 0");
  }
  SECTION("exaggerated iterations") {
    options.exaggerated_iterations = -2;
    refused("-2 exaggerated iterations");
  }
  SECTION("exaggeration") {
    options.exaggeration = GENERATE_COPY(0.0, nan);
    refused("exaggeration");
  }
  SECTION("learning rate") {
    options.learning_rate = GENERATE_COPY(-1.0, nan);
    refused("learning rate");
  }
  SECTION("theta") {
    options.theta = GENERATE_COPY(-0.1, 1.5, nan);
    refused("theta");
  }
  SECTION("divergence") {
    options.learning_rate = 1e300;
    refused("diverged at iteration 0");
  }
}
