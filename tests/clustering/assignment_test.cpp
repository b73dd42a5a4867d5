#include <neon/clustering/assignment.hpp>
#include <neon/core/error.hpp>

#include <catch2/catch.hpp>
#include <rapidcheck/catch.h>

#include <cmath>

#include "clustering/brute_force.hpp"
#include "clustering/threads.hpp"
#include "support/laws.hpp"
#include "support/samples.hpp"

using namespace neon;
using Catch::Contains;

namespace {

/// log(P / (1 - P)) with 1 - P the sum of the other probabilities, which does not cancel.
Matrix log_odds(const Matrix& p) {
  Matrix odds(p.rows(), p.cols());
  for (Index n = 0; n < p.rows(); ++n)
    for (Index c = 0; c < p.cols(); ++c) {
      double others = 0;
      for (Index k = 0; k < p.cols(); ++k)
        if (k != c) others += p(n, k);
      odds(n, c) = std::log(p(n, c) / others);
    }
  return odds;
}

bool close(double a, double b) { return std::abs(a - b) <= tolerance::rounding * (1 + std::abs(b)); }

}  // namespace

TEST_CASE("assign takes the smallest outlier score") {
  Matrix o(2, 3);
  o << 3, 1, 2, 0, 0, 1;
  CHECK(assign(o) == Labels{1, 0});
}

TEST_CASE("soft_assign is the softmin of the outlier scores") {
  const Matrix o = 3 * samples::normal(20, 5, GENERATE(1, 2, 3)).cwiseAbs();
  const double beta = GENERATE(1e-3, 0.7, 20.0);
  laws::equal(soft_assign(o, beta), brute_force::soft_assign(o, beta));
  CHECK((soft_assign(o, beta).rowwise().sum().array() - 1).abs().maxCoeff() <= tolerance::rounding);
}

TEST_CASE("Prop. 1: beta f_c is the log-odds of membership") {
  const Matrix o = samples::normal(30, GENERATE(2, 3, 10), GENERATE(1, 2, 3)).cwiseAbs();
  const double beta = GENERATE(0.1, 1.0, 9.0);
  laws::equal(beta * logits(o, beta), log_odds(soft_assign(o, beta)));
}

TEST_CASE("Prop. 1 holds for random scores, clusters and stiffness") {
  rc::prop("log(P / (1 - P)) = beta f; f > 0 iff P > 1/2; every margin is at least f", [] {
    const Index clusters = *rc::gen::inRange(2, 9);
    const double beta = *rc::gen::inRange(1, 500) / 100.0;
    Matrix o(1, clusters);
    for (Index k = 0; k < clusters; ++k) o(0, k) = *rc::gen::inRange(0, 2000) / 100.0;
    const Matrix f = logits(o, beta), p = soft_assign(o, beta), odds = log_odds(p);
    for (Index c = 0; c < clusters; ++c) {
      RC_ASSERT(close(beta * f(0, c), odds(0, c)));
      if (std::abs(f(0, c)) > tolerance::rounding) RC_ASSERT((f(0, c) > 0) == (p(0, c) > 0.5));
      for (Index k = 0; k < clusters; ++k)
        if (k != c) RC_ASSERT(o(0, k) - o(0, c) >= f(0, c));
    }
  });
}

TEST_CASE("a positive logit means assigned with more than one half, and implies every margin") {
  const Matrix o = samples::uniform(500, 4, GENERATE(1, 2, 3));
  const double beta = GENERATE(0.5, 8.0, infinity);
  const Matrix f = logits(o, beta), p = soft_assign(o, beta);
  const Labels nearest = assign(o);
  Index positive = 0;
  for (Index n = 0; n < o.rows(); ++n)
    for (Index c = 0; c < o.cols(); ++c) {
      CHECK((f(n, c) > 0) == (p(n, c) > 0.5));
      if (f(n, c) <= 0) continue;
      ++positive;
      CHECK(nearest[static_cast<std::size_t>(n)] == c);
      for (Index k = 0; k < o.cols(); ++k) CHECK((k == c || o(n, k) - o(n, c) >= f(n, c)));
    }
  CHECK((positive > 0 || beta < 1));
}

TEST_CASE("logits are finite for any finite score and reach the hard limit") {
  Matrix o(3, 3);
  o << 0, 1e12, 2e12, 1e-12, 2e-12, 5, 7, 7, 7;
  for (const double beta : {1e-6, 1.0, 1e6}) {
    CHECK(logits(o, beta).allFinite());
    CHECK(soft_assign(o, beta).allFinite());
  }
  Matrix hard(3, 3);
  hard << 1e12, -1e12, -2e12, 1e-12, -1e-12, 1e-12 - 5, 0, 0, 0;
  laws::equal(logits(o, infinity), hard);
  laws::equal(logits(samples::uniform(9, 4, 1), 1e9), logits(samples::uniform(9, 4, 1), infinity), 1e-8);
  CHECK(soft_assign(o, infinity).row(2).isApproxToConstant(1.0 / 3));
}

TEST_CASE("the stiffness found gives the wanted mean top probability") {
  const double scale = GENERATE(1e-6, 1.0, 1e6);
  const Matrix o = scale * samples::uniform(200, 6, GENERATE(1, 2, 3));
  const double target = GENERATE(0.2, 0.8, 0.9, 0.999);
  const double beta = beta_for_top_probability(o, target);
  CHECK(std::abs(mean_top_probability(o, beta) - target) <= 1e-11);
  const Matrix p = brute_force::soft_assign(o, beta);
  CHECK(std::abs(p.rowwise().maxCoeff().mean() - target) <= tolerance::rounding);
}

TEST_CASE("assignment does not depend on the threads") {
  const Matrix o = samples::uniform(5000, 6, 1);
  const auto probabilities = [&] { return soft_assign(o, 3); };
  const auto evidence = [&] { return logits(o, 3); };
  const auto stiffness = [&] { return beta_for_top_probability(o, 0.9); };
  CHECK(with_threads(1, probabilities) == with_threads(2, probabilities));
  CHECK(with_threads(1, evidence) == with_threads(2, evidence));
  CHECK(with_threads(1, stiffness) == with_threads(2, stiffness));
}

TEST_CASE("assignment refuses what it cannot use") {
  const Matrix o = samples::uniform(4, 3, 1);
  CHECK_THROWS_WITH(soft_assign(o, 0), Contains("soft_assign: beta 0 should be positive"));
  CHECK_THROWS_WITH(logits(o, -1), Contains("logits: beta -1 should be positive"));
  CHECK_THROWS_WITH(logits(o, std::nan("")), Contains("beta nan should be positive"));
  CHECK_THROWS_WITH(mean_top_probability(o, 0), Contains("beta 0 should be positive"));
  CHECK_THROWS_WITH(logits(o.leftCols(1), 1), Contains("1 clusters should be at least 2"));
  CHECK_THROWS_WITH(mean_top_probability(o.topRows(0), 1), Contains("0 points should be at least 1"));
  CHECK_THROWS_WITH(beta_for_top_probability(o.topRows(0), 0.9), Contains("0 points should be at least 1"));
  CHECK_THROWS_WITH(beta_for_top_probability(o, 1), Contains("target 1 should be in (0.3333"));
  CHECK_THROWS_WITH(beta_for_top_probability(o, 0.3), Contains("target 0.3 should be in"));
  CHECK_THROWS_WITH(beta_for_top_probability(o, std::nan("")), Contains("target nan should be in"));

  Matrix broken = o;
  broken(2, 1) = infinity;
  CHECK_THROWS_WITH(logits(broken, 1), Contains("logits: inf in row 2, column 1 should be finite"));
  CHECK_THROWS_WITH(beta_for_top_probability(broken, 0.9), Contains("in row 2, column 1 should be finite"));
}

TEST_CASE("points that tie exactly limit the top probability") {
  Matrix o(2, 2);
  o << 1, 1, 0, 3;
  CHECK_THROWS_WITH(beta_for_top_probability(o, 0.8), Contains("target 0.8 should be below 0.75") && Contains("tie"));
  CHECK(mean_top_probability(o, beta_for_top_probability(o, 0.7)) == Approx(0.7));
}
