#include <neon/core/error.hpp>
#include <neon/metrics/clustering_quality.hpp>

#include <catch2/catch.hpp>
#include <rapidcheck/catch.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "support/tolerances.hpp"

using namespace neon;
using Catch::Matchers::Contains;

namespace {

/// Two labellings of the same points.
std::pair<Labels, Labels> labellings() {
  const auto points = static_cast<std::size_t>(*rc::gen::inRange(1, 30));
  const auto labels = rc::gen::container<Labels>(points, rc::gen::inRange<Index>(0, 5));
  return {*labels, *labels};
}

/// sum_kt p_kt log(p_kt / (p_k p_t)), point by point.
double information(const Labels& a, const Labels& b) {
  const auto share = [&](auto holds) {
    double points = 0;
    for (std::size_t n = 0; n < a.size(); ++n) points += holds(n) ? 1 : 0;
    return points / static_cast<double>(a.size());
  };
  double sum = 0;
  for (std::size_t n = 0; n < a.size(); ++n) {
    const double both = share([&](std::size_t m) { return a[m] == a[n] && b[m] == b[n]; });
    const double left = share([&](std::size_t m) { return a[m] == a[n]; });
    const double right = share([&](std::size_t m) { return b[m] == b[n]; });
    sum += std::log(both / left / right) / static_cast<double>(a.size());
  }
  return sum;
}

bool near(double a, double b) { return std::abs(a - b) <= tolerance::rounding; }

}  // namespace

TEST_CASE("five points in two clusters") {
  const Labels cluster = {0, 0, 1, 1, 1}, truth = {0, 0, 0, 1, 1};
  const Contingency counts = contingency(cluster, truth);
  REQUIRE(counts.rows() == 2);
  REQUIRE(counts.cols() == 2);
  CHECK(counts == (Contingency(2, 2) << 2, 0, 1, 2).finished());
  CHECK(accuracy(cluster, truth) == Approx(0.8));
  CHECK(purity(cluster, truth) == Approx(0.8));
  const double h = -0.4 * std::log(0.4) - 0.6 * std::log(0.6), joint = -0.8 * std::log(0.4) - 0.2 * std::log(0.2);
  CHECK(normalised_mutual_information(cluster, truth) == Approx((2 * h - joint) / h).epsilon(tolerance::rounding));
}

TEST_CASE("the names of the clusters matter for the accuracy only") {
  const Labels truth = {0, 0, 1, 1, 2}, cluster = {5, 5, 0, 0, 1};
  CHECK(accuracy(cluster, truth) == 0);
  CHECK(purity(cluster, truth) == 1);
  CHECK(normalised_mutual_information(cluster, truth) == Approx(1).epsilon(tolerance::rounding));
  CHECK(contingency(cluster, truth).rows() == 6);
  CHECK(contingency(cluster, truth).row(2).isZero());
}

TEST_CASE("quality is the same from counts, whatever the order of the classes and with classes nobody has") {
  const Labels cluster = {0, 0, 1, 1, 1, 2}, truth = {0, 0, 0, 1, 1, 1};
  const Contingency counts = (Contingency(3, 3) << 0, 0, 2, 2, 0, 1, 1, 0, 0).finished();
  CHECK(purity(counts) == purity(cluster, truth));
  CHECK(normalised_mutual_information(counts) ==
        Approx(normalised_mutual_information(cluster, truth)).epsilon(tolerance::rounding));
}

TEST_CASE("constant labellings") {
  const Labels constant = {2, 2, 2, 2}, varied = {0, 1, 0, 1};
  CHECK(normalised_mutual_information(constant, constant) == 1);
  CHECK(normalised_mutual_information(constant, varied) == Approx(0).margin(tolerance::rounding));
  CHECK(normalised_mutual_information({0, 0, 1, 1}, varied) == Approx(0).margin(tolerance::rounding));
  CHECK(purity(constant, varied) == 0.5);
}

TEST_CASE("laws of clustering quality") {
  rc::prop("NMI is symmetric, in [0, 1], and 2 I / (H + H)", [] {
    const auto [a, b] = labellings();
    const double nmi = normalised_mutual_information(a, b);
    RC_ASSERT(near(nmi, normalised_mutual_information(b, a)));
    RC_ASSERT(nmi >= 0 && nmi <= 1);
    const double entropies = information(a, a) + information(b, b);
    RC_ASSERT(near(nmi, entropies > 0 ? 2 * information(a, b) / entropies : 1));
  });
  rc::prop("a labelling agrees with itself", [] {
    const auto [a, b] = labellings();
    RC_ASSERT(accuracy(a, a) == 1);
    RC_ASSERT(purity(a, a) == 1);
    RC_ASSERT(near(normalised_mutual_information(a, a), 1));
  });
  rc::prop("purity is at least the accuracy, and the best constant", [] {
    const auto [a, b] = labellings();
    RC_ASSERT(purity(a, b) >= accuracy(a, b));
    std::map<Index, Index> sizes;
    for (const Index label : b) ++sizes[label];
    for (const auto& [label, size] : sizes)
      RC_ASSERT(purity(a, b) * static_cast<double>(b.size()) >= static_cast<double>(size) - 0.5);
  });
}

TEST_CASE("clustering quality refuses bad input") {
  CHECK_THROWS_WITH(accuracy({0, 1}, {0}), Contains("accuracy: 2 clusters and 1 labels"));
  CHECK_THROWS_WITH(accuracy({}, {}), Contains("0 points"));
  CHECK_THROWS_WITH(purity({0}, {0, 1}), Contains("1 clusters and 2 labels"));
  CHECK_THROWS_WITH(normalised_mutual_information({}, {}), Contains("0 points"));
  CHECK_THROWS_WITH(purity(Contingency()), Contains("purity: 0 points"));
  CHECK_THROWS_WITH(normalised_mutual_information(Contingency::Zero(2, 3)), Contains("0 points should be at least 1"));
  CHECK_THROWS_WITH(contingency({0, -1}, {0, 0}), Contains("cluster -1 and label 0 of point 1"));
  CHECK_THROWS_WITH(contingency({0}, {Index{1} << 40}), Contains("of point 0 should be between 0 and"));
  CHECK_THROWS_WITH(contingency({99'999}, {99'999}), Contains("100000 clusters by 100000 labels"));
}
