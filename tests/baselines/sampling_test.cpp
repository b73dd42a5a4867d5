#include <neon/baselines/sampling.hpp>
#include <neon/core/error.hpp>
#include <neon/core/random.hpp>

#include <Eigen/QR>

#include <cmath>

#include "baselines/setting.hpp"
#include "support/laws.hpp"

using namespace neon;
using Catch::Matchers::Contains;

TEST_CASE("SmoothGrad without noise is the gradient, with noise the mean of gradients, one at a time") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  for (const ClusterModel& model : samples::models(4, 5, seed)) {
    CAPTURE(kind(model), beta(model));
    const Setting setting(model, seed + 3, 5);
    const Matrix gradient = setting.evidence.gradient(setting.x);
    laws::equal(setting.ask(baselines::smooth_grad(4, 0)).relevance, gradient);
    const double limit = 1e-9;  // a hard pool jumps where two margins tie, which random points do not
    laws::equal(setting.ask(baselines::smooth_grad(4, limit)).relevance, gradient, tolerance::gradient);

    const Matrix relevance = setting.ask(baselines::smooth_grad(7, 0.2), 9).relevance;
    for (Index n = 0; n < 5; ++n) {
      Random random(9, static_cast<std::uint64_t>(setting.id[static_cast<std::size_t>(n)]));
      const double sigma = 0.2 * (setting.x.row(n).maxCoeff() - setting.x.row(n).minCoeff());
      Matrix sum = Matrix::Zero(1, 5);
      for (int s = 0; s < 7; ++s) {
        Matrix nearby = setting.x.row(n);
        for (Index i = 0; i < 5; ++i) nearby(0, i) += sigma * random.normal();
        sum += setting.evidence.gradient(nearby);
      }
      laws::equal(Matrix(relevance.row(n)), Matrix(sum / 7));
    }
  }
}

TEST_CASE("expected gradients are complete in expectation, and report what is missing") {
  const Setting one(samples::kernel_kmeans(4, 5, 4, 6, 1), 2, 1, 20);
  constexpr Index draws = 400;
  Setting many = one;
  many.x = one.x.replicate(draws, 1);
  many.root = one.root.replicate(draws, 1);
  many.id.resize(static_cast<std::size_t>(draws));
  std::iota(many.id.begin(), many.id.end(), Index{0});
  const double gain = one.evidence.value(one.x)[0] - one.evidence.value(one.background.x).mean();

  std::vector<double> spread;
  for (const Index samples : {10, 160}) {
    const Attribution answer = many.ask(baselines::expected_gradients(samples));
    const Vector missing = answer.relevance.rowwise().sum().array() - gain;
    laws::equal(answer.error, Vector(missing.cwiseAbs()));
    spread.push_back(std::sqrt(missing.squaredNorm() / static_cast<double>(draws)));
    CHECK(std::abs(missing.mean()) < 4 * spread.back() / std::sqrt(static_cast<double>(draws)));
  }
  CAPTURE(spread);
  CHECK(spread[1] < 0.3 * spread[0]);  // 1 / 4 if the samples were independent
}

TEST_CASE("expected gradients of one reference point are integrated gradients from it") {
  Setting setting(samples::kernel_kmeans(4, 5, 4, 6, 1), 2, 6, 1);
  setting.root = setting.background.x.replicate(6, 1);
  const Matrix relevance = setting.ask(baselines::expected_gradients(2000)).relevance;
  laws::equal(relevance, setting.relevance("IG"), tolerance::completeness);
}

TEST_CASE("LIME is weighted least squares with an intercept on its samples, row by row") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  for (const ClusterModel& model : samples::models(4, 3, seed)) {
    CAPTURE(kind(model), beta(model));
    const Setting setting(model, seed + 3, 2);
    const Matrix relevance = setting.ask(baselines::lime(25), 9).relevance, &b = setting.background.x;
    for (Index n = 0; n < 2; ++n) {
      Random random(9, static_cast<std::uint64_t>(setting.id[static_cast<std::size_t>(n)]));
      Matrix rows(56, 4);
      Vector values(56), mean(3), deviation(3);
      for (Index i = 0; i < 3; ++i) {
        mean[i] = b.col(i).sum() / static_cast<double>(b.rows());
        double square = 0;
        for (Index m = 0; m < b.rows(); ++m) square += (b(m, i) - mean[i]) * (b(m, i) - mean[i]);
        deviation[i] = std::sqrt(square / static_cast<double>(b.rows()));
      }
      for (Index s = 0; s < 56; ++s) {
        Matrix nearby = setting.x.row(n);
        double length = 0;
        Vector row = Vector::Ones(4);
        for (Index i = 0; i < 3; ++i) {
          row[i] = s % 2 == 0 ? random.normal() : -rows(s - 1, i) / rows(s - 1, 3);
          nearby(0, i) += deviation[i] * row[i];
          length += row[i] * row[i];
        }
        const double root_weight = std::sqrt(std::exp(-length / (0.75 * 0.75 * 3)));
        rows.row(s) = root_weight * row.transpose();
        values[s] = root_weight * setting.evidence.value(nearby)[0];
      }
      const Vector slope = Eigen::MatrixXd(rows).colPivHouseholderQr().solve(values);
      for (Index i = 0; i < 3; ++i)
        CHECK(relevance(n, i) == Approx(slope[i] / deviation[i] * (setting.x(n, i) - mean[i]))
                                     .epsilon(tolerance::oracle)
                                     .margin(tolerance::oracle));
    }
  }
}

TEST_CASE("settings out of range") {
  CHECK_THROWS_WITH(baselines::smooth_grad(0, 0.1), Contains("SmoothGrad") && Contains("0 samples"));
  CHECK_THROWS_WITH(baselines::smooth_grad(5, -0.1), Contains("SmoothGrad") && Contains("-0.1"));
  CHECK_THROWS_WITH(baselines::smooth_grad(5, infinity), Contains("inf"));
  CHECK_THROWS_WITH(baselines::expected_gradients(0), Contains("EG") && Contains("0 samples"));
  CHECK_THROWS_WITH(baselines::lime(-1), Contains("LIME") && Contains("-1 pairs"));
}
