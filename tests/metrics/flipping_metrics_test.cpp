#include <catch2/catch.hpp>

#include <algorithm>
#include <numeric>

#include "support/explained_points.hpp"
#include "support/samples.hpp"
#include "support/tolerances.hpp"

using namespace neon;

namespace {

/// Area under f = sum of what is left of the contributions, over the pairs in the given order, one flip at a time for
/// every point that is on the list; n flips are one step.
double area_by_replay(Matrix left, const std::vector<std::pair<Index, Index>>& order) {
  const Index n = left.rows(), d = left.cols();
  const double start = left.sum();
  double area = 0, before = start;
  for (Index step = 0; step < d; ++step) {
    for (Index flip = step * n; flip < (step + 1) * n; ++flip)
      left(order[static_cast<std::size_t>(flip)].first, order[static_cast<std::size_t>(flip)].second) = 0;
    area += (before + left.sum()) / 2 / static_cast<double>(d);
    before = left.sum();
  }
  return area / start;
}

std::vector<std::pair<Index, Index>> pairs_by_relevance(const Matrix& relevance) {
  std::vector<std::pair<Index, Index>> pairs;
  for (Index n = 0; n < relevance.rows(); ++n)
    for (Index i = 0; i < relevance.cols(); ++i) pairs.emplace_back(n, i);
  std::stable_sort(pairs.begin(), pairs.end(), [&](const auto& a, const auto& b) {
    return relevance(a.first, a.second) > relevance(b.first, b.second);
  });
  return pairs;
}

}  // namespace

TEST_CASE("flipping: the contributions of a linear function are the best order, their negatives the worst") {
  const Vector weight = Eigen::Vector4d(1, 1, 1, 1);
  const Matrix x = Eigen::RowVector4d(2, 4, 1, 3).replicate(2, 1), root = Matrix::Zero(2, 4);
  const samples::ExplainedPoints perfect(samples::linear_evidence(weight), x, root, x);
  const samples::ExplainedPoints worst(samples::linear_evidence(weight), x, root, -x);
  for (const char* metric : {"deletion", "deletion-per-point"}) {
    // f falls 10, 6, 3, 1, 0; at worst 10, 9, 7, 4, 0.
    CHECK(perfect.score(metric) == Approx((5 + 6 + 3 + 1) / 40.0).epsilon(tolerance::rounding));
    CHECK(worst.score(metric) == Approx((5 + 9 + 7 + 4) / 40.0).epsilon(tolerance::rounding));
  }
  for (const char* metric : {"insertion", "insertion-per-point"}) {
    CHECK(perfect.score(metric) == Approx((4 + 7 + 9 + 5) / 40.0).epsilon(tolerance::rounding));
    CHECK(worst.score(metric) == Approx((1 + 3 + 6 + 5) / 40.0).epsilon(tolerance::rounding));
  }
}

TEST_CASE("no order of the features beats the contributions, per point") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const Vector weight = samples::normal(4, 1, seed).col(0);
  const Matrix x = samples::uniform(1, 4, seed), root = Matrix::Zero(1, 4);
  const Matrix contribution = x * weight.asDiagonal();
  const double sign = contribution.sum() < 0 ? -1 : 1;  // of f, which scores are relative to
  const samples::ExplainedPoints perfect(samples::linear_evidence(sign * weight), x, root, sign * contribution);
  Eigen::RowVector4d relevance(1, 2, 3, 4);
  do {
    const samples::ExplainedPoints other(samples::linear_evidence(sign * weight), x, root, relevance);
    CHECK(perfect.score("deletion-per-point") <= other.score("deletion-per-point") + tolerance::rounding);
    CHECK(perfect.score("insertion-per-point") >= other.score("insertion-per-point") - tolerance::rounding);
  } while (std::next_permutation(relevance.begin(), relevance.end()));
}

TEST_CASE("pooled deletion flips pair after pair") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const Matrix x = samples::uniform(7, 5, seed), relevance = samples::normal(7, 5, seed), root = Matrix::Zero(7, 5);
  const samples::ExplainedPoints points(samples::linear_evidence(Vector::Ones(5)), x, root, relevance);
  CHECK(points.score("deletion") ==
        Approx(area_by_replay(x, pairs_by_relevance(relevance))).epsilon(tolerance::rounding));
  // Of a sum, what deletion leaves is what insertion lacks.
  CHECK(points.score("insertion") == Approx(1 - points.score("deletion")).epsilon(tolerance::rounding));
}
