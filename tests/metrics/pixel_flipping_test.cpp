#include <neon/core/error.hpp>
#include <neon/core/parallel.hpp>
#include <neon/metrics/pixel_flipping.hpp>

#include <catch2/catch.hpp>
#include <rapidcheck/catch.h>

#include <algorithm>
#include <numeric>

#include "support/laws.hpp"
#include "support/samples.hpp"

using namespace neon;
using Catch::Matchers::Contains;

namespace {

struct Entry {
  double relevance;
  Index point, feature;
};

/// The given points' pairs by decreasing relevance, in order of point and feature where they tie.
std::vector<Entry> sorted_pairs(const Matrix& relevance, Index first, Index points) {
  std::vector<Entry> pairs;
  for (Index n = first; n < first + points; ++n)
    for (Index i = 0; i < relevance.cols(); ++i) pairs.push_back({relevance(n, i), n, i});
  std::stable_sort(pairs.begin(), pairs.end(),
                   [](const Entry& a, const Entry& b) { return a.relevance > b.relevance; });
  return pairs;
}

FlipOrder order_by_sorting(const Matrix& relevance) {
  FlipOrder order(relevance.rows(), relevance.cols());
  for (Index n = 0; n < relevance.rows(); ++n) {
    const auto pairs = sorted_pairs(relevance, n, 1);
    for (Index step = 0; step < relevance.cols(); ++step)
      order(n, step) = static_cast<std::int32_t>(pairs[static_cast<std::size_t>(step)].feature);
  }
  return order;
}

/// Flip one pair after the other; note every point's number of flips whenever n more have been made.
FlipOrder counts_by_replay(const Matrix& relevance) {
  const Index n = relevance.rows(), d = relevance.cols();
  FlipOrder counts = FlipOrder::Zero(n, d + 1);
  std::vector<std::int32_t> flipped(static_cast<std::size_t>(n), 0);
  Index flips = 0;
  for (const Entry& pair : sorted_pairs(relevance, 0, n)) {
    ++flipped[static_cast<std::size_t>(pair.point)];
    if (++flips % n == 0)
      for (Index point = 0; point < n; ++point) counts(point, flips / n) = flipped[static_cast<std::size_t>(point)];
  }
  return counts;
}

/// Few points and features with many ties, both zeros, and the extremes of double.
Matrix any_relevance() {
  const Index n = *rc::gen::inRange<Index>(1, 12), d = *rc::gen::inRange<Index>(1, 12);
  const auto value = rc::gen::element(-0.0, 0.0, 1.0, -1.0, 0.5, 1e308, -1e308, 4.9e-324, -4.9e-324, 2.0, 3.0);
  Matrix relevance(n, d);
  for (Index i = 0; i < relevance.size(); ++i) relevance.data()[i] = *value;
  return relevance;
}

}  // namespace

TEST_CASE("two points of three features") {
  Matrix relevance(2, 3);
  relevance << 3, 1, 2, 5, 4, 0;
  CHECK(flip_order(relevance) == (FlipOrder(2, 3) << 0, 2, 1, 0, 1, 2).finished());
  const FlipOrder counts = pooled_flip_counts(relevance);
  CHECK(counts == (FlipOrder(2, 4) << 0, 0, 2, 3, 0, 2, 2, 3).finished());

  Matrix curves(2, 4);
  curves << 4, 3, 1, 0, 8, 2, 1, -1;
  const FlipCurve flips = summarise_flips(curves, counts);
  laws::equal(flips.per_point, Vector(Eigen::Vector4d(12, 5, 2, -1) / 12));
  laws::equal(flips.pooled, Vector(Eigen::Vector4d(12, 4 + 1, 1 + 1, 0 - 1) / 12));
  CHECK(flips.auc_per_point == Approx((5.5 + 5 + 2) / 36).epsilon(tolerance::rounding));
  CHECK(flips.auc_pooled == Approx((5.5 + 5 + 2) / 36).epsilon(tolerance::rounding));
}

TEST_CASE("ties go to the smaller point, then to the smaller feature, -0 and 0 tie") {
  Matrix relevance(2, 3);
  relevance << 0.0, -0.0, 0.0, -0.0, 0.0, 1;
  CHECK(flip_order(relevance) == (FlipOrder(2, 3) << 0, 1, 2, 2, 0, 1).finished());
  CHECK(pooled_flip_counts(relevance) == (FlipOrder(2, 4) << 0, 1, 3, 3, 0, 1, 1, 3).finished());
}

TEST_CASE("flip order and pooled counts are those of a stable sort") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const Matrix relevance = samples::normal(70, 33, seed);
  CHECK(flip_order(relevance) == order_by_sorting(relevance));
  CHECK(pooled_flip_counts(relevance) == counts_by_replay(relevance));
}

TEST_CASE("laws of the flip order") {
  rc::prop("it is that of a stable sort", [] {
    const Matrix relevance = any_relevance();
    RC_ASSERT(flip_order(relevance) == order_by_sorting(relevance));
    RC_ASSERT(pooled_flip_counts(relevance) == counts_by_replay(relevance));
  });
  rc::prop("step * n pairs are flipped after each step, all in the end", [] {
    const Matrix relevance = any_relevance();
    const FlipOrder counts = pooled_flip_counts(relevance);
    for (Index step = 0; step <= relevance.cols(); ++step) RC_ASSERT(counts.col(step).sum() == step * relevance.rows());
    RC_ASSERT((counts.col(relevance.cols()).cast<Index>().array() == relevance.cols()).all());
  });
  rc::prop("one point's pooled order is its own", [] {
    const Matrix relevance = any_relevance().row(0);
    const FlipOrder counts = pooled_flip_counts(relevance);
    for (Index step = 0; step <= relevance.cols(); ++step) RC_ASSERT(counts(0, step) == step);
  });
}

TEST_CASE("the flip order does not depend on the number of threads") {
  const Matrix relevance = samples::normal(200, 20, 4);
  set_threads(1);
  const FlipOrder one = flip_order(relevance);
  set_threads(2);
  CHECK(flip_order(relevance) == one);
  set_threads(0);
}

TEST_CASE("pooled flipping follows each point's own number of flips") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const Index n = 9, d = 6;
  const FlipOrder counts = pooled_flip_counts(samples::normal(n, d, seed));
  const Matrix curves = samples::uniform(n, d + 1, seed);
  Vector per_point = Vector::Zero(d + 1), pooled = Vector::Zero(d + 1);
  double start = 0;
  for (Index point = 0; point < n; ++point) start += curves(point, 0);
  for (Index step = 0; step <= d; ++step)
    for (Index point = 0; point < n; ++point) {
      per_point(step) += curves(point, step) / start;
      pooled(step) += curves(point, counts(point, step)) / start;
    }
  const FlipCurve flips = summarise_flips(curves, counts);
  laws::equal(flips.per_point, per_point);
  laws::equal(flips.pooled, pooled);
  double area = 0;
  for (Index step = 0; step < d; ++step) area += (pooled(step) + pooled(step + 1)) / 2 / static_cast<double>(d);
  CHECK(flips.auc_pooled == Approx(area).epsilon(tolerance::rounding));
}

TEST_CASE("the area under a curve") {
  CHECK(area_under(Vector::Constant(7, 0.5)) == Approx(0.5));
  CHECK(area_under(Vector::LinSpaced(11, 1, 0)) == Approx(0.5));
  CHECK(area_under(Eigen::Vector2d(1, 3)) == Approx(2));
  CHECK(area_under(Eigen::Vector3d(1, 3, 0), Eigen::Vector3d(1, 2, 5)) == Approx((2 + 3 * 1.5) / 4));
  CHECK_THROWS_WITH(area_under(Vector::Ones(3), Vector::Ones(2)), Contains("3 points should be 2"));
  CHECK_THROWS_WITH(area_under(Vector::Ones(1)), Contains("1 points should be at least 2"));
}

TEST_CASE("pixel flipping refuses bad input") {
  Matrix relevance = samples::normal(4, 5, 1);
  const FlipOrder counts = pooled_flip_counts(relevance);
  SECTION("relevance that is not finite") {
    relevance(2, 3) = GENERATE(as<double>{}, std::numeric_limits<double>::quiet_NaN(), infinity, -infinity);
    CHECK_THROWS_WITH(flip_order(relevance), Contains("flip_order") && Contains("row 2, column 3"));
    CHECK_THROWS_WITH(pooled_flip_counts(relevance), Contains("pooled_flip_counts") && Contains("row 2, column 3"));
  }
  SECTION("curves of another shape") {
    CHECK_THROWS_WITH(summarise_flips(Matrix::Ones(4, 5), counts), Contains("counts [4, 6] should be [4, 5]"));
    CHECK_THROWS_WITH(summarise_flips(Matrix::Ones(3, 6), counts), Contains("counts [4, 6] should be [3, 6]"));
    CHECK_THROWS_WITH(summarise_flips(Matrix(0, 6), FlipOrder(0, 6)), Contains("at least 1 point"));
  }
  SECTION("counts out of range") {
    FlipOrder wrong = counts;
    wrong(1, 2) = 6;
    CHECK_THROWS_WITH(summarise_flips(Matrix::Ones(4, 6), wrong), Contains("should be between 0 and 5"));
  }
  SECTION("curves that are not finite or start at 0") {
    Matrix curves = Matrix::Ones(4, 6);
    curves(3, 1) = infinity;
    CHECK_THROWS_WITH(summarise_flips(curves, counts), Contains("the curve of point 3 should be finite"));
    CHECK_THROWS_WITH(summarise_flips(Matrix::Zero(4, 6), counts), Contains("at the start should not be 0"));
  }
  SECTION("nothing to flip is no error") {
    CHECK(flip_order(Matrix(0, 5)).rows() == 0);
    CHECK(pooled_flip_counts(Matrix(0, 5)).cols() == 6);
    CHECK(pooled_flip_counts(Matrix(3, 0)).isZero());
  }
}
