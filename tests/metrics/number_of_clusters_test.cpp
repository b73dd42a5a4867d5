#include <neon/core/error.hpp>
#include <neon/metrics/number_of_clusters.hpp>

#include <catch2/catch.hpp>
#include <rapidcheck/catch.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "support/random_models.hpp"
#include "support/tolerances.hpp"

using namespace neon;

namespace {

bool near(double a, double b) { return std::abs(a - b) <= tolerance::rounding * (1 + std::abs(b)); }

/// Points with clusters of which some may be empty or hold one point, but at least two have points.
struct Clustered {
  Matrix x;
  Labels cluster;
  Index count = 4;

  Clustered() : x(samples::uniform(*rc::gen::inRange<Index>(6, 25), 3, samples::any_seed())) {
    cluster = *rc::gen::container<Labels>(static_cast<std::size_t>(x.rows()), rc::gen::inRange<Index>(0, count));
    cluster[0] = 0;
    cluster[1] = 1;
  }
  double distance(Index n, Index m) const {
    double sum = 0;
    for (Index i = 0; i < x.cols(); ++i) sum += (x(n, i) - x(m, i)) * (x(n, i) - x(m, i));
    return std::sqrt(sum);
  }
  Index of(Index n) const { return cluster[static_cast<std::size_t>(n)]; }
};

/// The mean distance of point n to the other members of cluster k; infinity if there are none.
double mean_distance(const Clustered& points, Index n, Index k) {
  double sum = 0, members = 0;
  for (Index m = 0; m < points.x.rows(); ++m)
    if (m != n && points.of(m) == k) {
      sum += points.distance(n, m);
      members += 1;
    }
  return members > 0 ? sum / members : infinity;
}

double slow_silhouette(const Clustered& points) {
  double total = 0;
  for (Index n = 0; n < points.x.rows(); ++n) {
    const double a = mean_distance(points, n, points.of(n));
    double b = infinity;
    for (Index k = 0; k < points.count; ++k)
      if (k != points.of(n)) b = std::min(b, mean_distance(points, n, k));
    if (std::isfinite(a)) total += (b - a) / std::max(a, b);
  }
  return total / static_cast<double>(points.x.rows());
}

/// By pairs of points: the sum of squares about a mean is that of all pairs over the number of points.
double slow_calinski_harabasz(const Clustered& points) {
  const Index n = points.x.rows();
  double all = 0, within = 0, taken = 0;
  for (Index a = 0; a < n; ++a)
    for (Index b = 0; b < n; ++b) all += points.distance(a, b) * points.distance(a, b) / 2 / static_cast<double>(n);
  for (Index k = 0; k < points.count; ++k) {
    double sum = 0, members = 0;
    for (Index a = 0; a < n; ++a) {
      if (points.of(a) != k) continue;
      members += 1;
      for (Index b = 0; b < n; ++b)
        if (points.of(b) == k) sum += points.distance(a, b) * points.distance(a, b) / 2;
    }
    if (members > 0) within += sum / members;
    taken += members > 0 ? 1 : 0;
  }
  return (all - within) / (taken - 1) / (within / (static_cast<double>(n) - taken));
}

/// By pairs of points, one after the other.
double slow_adjusted_rand(const Labels& a, const Labels& b) {
  double both = 0, in_a = 0, in_b = 0, all = 0;
  for (std::size_t n = 0; n < a.size(); ++n)
    for (std::size_t m = 0; m < n; ++m) {
      both += a[n] == a[m] && b[n] == b[m] ? 1 : 0;
      in_a += a[n] == a[m] ? 1 : 0;
      in_b += b[n] == b[m] ? 1 : 0;
      all += 1;
    }
  return (both - in_a * in_b / all) / ((in_a + in_b) / 2 - in_a * in_b / all);
}

}  // namespace

TEST_CASE("four points on a line, by hand") {
  const Matrix x{{0}, {1}, {10}, {12}};
  const Labels cluster{0, 0, 1, 1};
  CHECK(silhouette(x, cluster) ==
        Approx(((11 - 1) / 11.0 + (10 - 1) / 10.0 + (9.5 - 2) / 9.5 + (11.5 - 2) / 11.5) / 4));
  CHECK(calinski_harabasz(x, cluster) == Approx((2 * 5.25 * 5.25 + 2 * 5.25 * 5.25) / (2.5 / 2)));
}

TEST_CASE("criteria are their definitions, pair by pair") {
  rc::prop("silhouette and variance ratio", [] {
    const Clustered points;
    RC_ASSERT(near(silhouette(points.x, points.cluster), slow_silhouette(points)));
    RC_ASSERT(near(calinski_harabasz(points.x, points.cluster), slow_calinski_harabasz(points)));
  });
  rc::prop("adjusted Rand index", [] {
    const auto points = static_cast<std::size_t>(*rc::gen::inRange(3, 30));
    Labels a = *rc::gen::container<Labels>(points, rc::gen::inRange<Index>(0, 4));
    Labels b = *rc::gen::container<Labels>(points, rc::gen::inRange<Index>(0, 4));
    a[0] = b[0] = 0;
    a[1] = b[1] = 1;
    a[2] = b[2] = 1;
    RC_ASSERT(near(adjusted_rand(a, b), slow_adjusted_rand(a, b)));
    RC_ASSERT(near(adjusted_rand(a, b), adjusted_rand(b, a)));
    RC_ASSERT(near(adjusted_rand(a, a), 1));
  });
}

TEST_CASE("the criterion of mixtures is its definition, point by point") {
  const bool shared = GENERATE(true, false);
  const GaussianMixture model = samples::gaussian_mixture(3, 4, shared, 5);
  const Matrix x = samples::uniform(20, 4, 6);
  double log_likelihood = 0;
  for (Index n = 0; n < x.rows(); ++n) {
    double density = 0;
    for (Index k = 0; k < 3; ++k) {
      double part = model.weights(k);
      for (Index i = 0; i < 4; ++i) {
        const double v = model.variance(k)(i), from = x(n, i) - model.means(k, i);
        part *= std::exp(-from * from / (2 * v)) / std::sqrt(2 * std::numbers::pi * v);
      }
      density += part;
    }
    log_likelihood += std::log(density);
  }
  const double parameters = 2 + 12 + (shared ? 4 : 12);
  CHECK(bayesian_information(model, x) ==
        Approx(-2 * log_likelihood + parameters * std::log(20.0)).epsilon(tolerance::rounding));
}

TEST_CASE("neither origin nor unit matter to silhouettes and variance ratios") {
  const Matrix x = samples::uniform(30, 3, 9);
  Labels cluster;
  for (Index n = 0; n < 30; ++n) cluster.push_back(x(n, 0) < 0.5 ? 0 : 1);
  const double s = silhouette(x, cluster), ratio = calinski_harabasz(x, cluster);
  for (const double unit : {1e-100, 1e-9, 1e9, 1e100}) {
    const Matrix scaled = unit * x;
    CHECK(silhouette(scaled, cluster) == Approx(s).epsilon(tolerance::rounding));
    CHECK(calinski_harabasz(scaled, cluster) == Approx(ratio).epsilon(tolerance::rounding));
  }
  const Matrix far = x.array() + 1e5;
  CHECK(silhouette(far, cluster) == Approx(s).epsilon(tolerance::rounding));
  CHECK(calinski_harabasz(far, cluster) == Approx(ratio).epsilon(tolerance::rounding));
}

TEST_CASE("clusterings without pairs, without extent, or that do not fit the points") {
  CHECK(adjusted_rand(Labels{0, 0, 0}, Labels{0, 0, 0}) == 1);
  CHECK(adjusted_rand(Labels{0, 1, 2}, Labels{2, 1, 0}) == 1);
  CHECK(adjusted_rand(Labels{0}, Labels{0}) == 1);
  const Matrix twice{{1, 2}, {1, 2}, {3, 4}};
  CHECK(calinski_harabasz(twice, {0, 0, 1}) == infinity);
  CHECK(silhouette(twice, {0, 0, 1}) == Approx(2.0 / 3));
  CHECK_THROWS_AS(silhouette(twice, {0, 0}), Error);
  CHECK_THROWS_AS(silhouette(twice, {0, 0, 0}), Error);
  CHECK_THROWS_AS(silhouette(twice, {0, -1, 0}), Error);
  CHECK_THROWS_AS(calinski_harabasz(twice, {0, 1, 2}), Error);
}
