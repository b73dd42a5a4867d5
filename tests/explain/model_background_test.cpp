#include <neon/clustering/assignment.hpp>
#include <neon/clustering/without_feature.hpp>
#include <neon/core/error.hpp>
#include <neon/explain/model_background.hpp>
#include <neon/explain/network_evidence.hpp>

#include "support/laws.hpp"
#include "support/sample_models.hpp"

using namespace neon;
using Catch::Matchers::Contains;

TEST_CASE("a background knows the clusters of its points, and the model without each feature") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  for (const ClusterModel& model : samples::models(4, 5, seed)) {
    CAPTURE(kind(model), beta(model));
    const Matrix x = samples::uniform(20, 5, seed + 1);
    const Background background = model_background(model, x);
    CHECK(background.x == x);
    CHECK(background.clusters == 4);
    CHECK(background.cluster == assign(outlier_scores(model, x)));
    const Evidence without = background.without(2, 1), whole = evidence(neuralize(without_feature(model, 2), 1));
    Matrix seen = x;
    seen.col(2).setZero();
    laws::equal(without.value(x), whole.value(seen));
    Matrix gradient = whole.gradient(seen);
    gradient.col(2).setZero();
    laws::equal(without.gradient(x), gradient);
    if (kind(model) != "agglomerative") laws::differentiates(without, x);
  }
}

TEST_CASE("a background of no points, or of points that are none") {
  const ClusterModel model = samples::kmeans(3, 2, 5, 1);
  CHECK_THROWS_WITH(model_background(model, Matrix(0, 2)), Contains("0 points"));
  CHECK_THROWS_WITH(model_background(model, Matrix::Constant(1, 2, infinity)), Contains("model_background"));
  CHECK_THROWS_WITH(model_background(model, Matrix::Ones(1, 3)), Contains("3") && Contains("2"));
}

TEST_CASE("f follows from scores that are affine in x, up to a common number") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  int models = 0;
  for (const ClusterModel& model : samples::models(4, 5, seed)) {
    CAPTURE(kind(model), beta(model));
    const Evidence f = evidence(neuralize(model, 1));
    const Matrix x = samples::uniform(20, 5, seed + 1), step = samples::normal(20, 5, seed + 2);
    if (!f.scores_shortcut) continue;
    ++models;
    const AffineScores& scores = *f.scores_shortcut;
    laws::equal(scores.value(scores.at(x)), f.value(x));
    const Matrix moved = scores.at(x + step), expected = scores.at(x) + step * scores.weight;
    const Matrix apart = moved - expected;  // common to the scores of a point
    laws::equal(apart, Matrix(apart.col(0).replicate(1, apart.cols())));
    laws::equal(scores.value(expected), f.value(x + step));
  }
  CHECK(models >= 6);  // all the paper's, and a mixture with shared covariance
}
