#include <neon/clustering/assignment.hpp>
#include <neon/core/error.hpp>
#include <neon/core/parallel.hpp>
#include <neon/explain/explainer.hpp>
#include <neon/explain/explanation_rows.hpp>
#include <neon/explain/propagator.hpp>

#include <cmath>

#include "support/laws.hpp"
#include "support/random_models.hpp"
#include "support/sample_neighbours.hpp"

using namespace neon;

namespace {

/// Point by point, with a propagator for each.
Explanation one_by_one(const ClusterModel& model, const Matrix& x, const Labels& cluster, const Composite& composite) {
  Explanation result = empty_explanation(x.rows(), x.cols(), 0);
  for (Index n = 0; n < x.rows(); ++n) {
    const Explanation one = Propagator(neuralize(model, cluster[static_cast<std::size_t>(n)]), composite)(x.row(n));
    result.relevance.row(n) = one.relevance;
    result.logit(n) = one.logit(0);
    result.residual(n) = one.residual(0);
    result.smallest_denominator(n) = one.smallest_denominator(0);
    result.negative_share(n) = one.negative_share(0);
  }
  return result;
}

void same(const Explanation& found, const Explanation& expected) {
  laws::equal(found.relevance, expected.relevance, tolerance::amplified);
  laws::equal(found.logit, expected.logit);
  laws::equal(found.residual, expected.residual, tolerance::amplified);
  // Infinite where nothing was divided, or nothing but rounding.
  const auto bounded = [](const Vector& a) {
    return Vector(a.unaryExpr([](double z) { return z <= tolerance::rounding ? 0 : 1 / (1 + z); }));
  };
  laws::equal(bounded(found.smallest_denominator), bounded(expected.smallest_denominator));
  laws::equal(found.negative_share, expected.negative_share, tolerance::amplified);
}

}  // namespace

TEST_CASE("an explainer says what propagators say point by point, for every model, composite and cluster") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const Matrix x = samples::uniform(70, 5, seed + 80);
  for (const ClusterModel& model : samples::all_models(4, 5, seed))
    for (const std::string name : {"paper-v1", "paper-v2"}) {
      INFO(kind(model) << " " << name);
      const Composite composite = composites::find(name);
      const Explainer explainer(model, {composite});
      const AssignedExplanation own = explainer(x);
      CHECK(own.cluster == assign(outlier_scores(model, x)));
      same(own.why, one_by_one(model, x, own.cluster, composite));
      const Labels third(70, samples::one_of(model, 2));
      same(explainer(x, third), one_by_one(model, x, third, composite));
      same(explain(model, x, third, {composite}), one_by_one(model, x, third, composite));
    }
}

TEST_CASE("law: the midpoint rule's shortcut is the propagator's, wherever the data lie") {
  rc::prop("tile = propagator", [] {
    const ClusterModel model = samples::any_centroids();
    const Matrix x = samples::any_points(features(model));
    Labels cluster;
    for (Index n = 0; n < x.rows(); ++n) cluster.push_back(*rc::gen::inRange<Index>(0, clusters(model)));
    const Explainer explainer(model);
    const Explanation expected = one_by_one(model, x, cluster, composites::find("paper-v2"));
    same(explainer(x, cluster), expected);
    laws::conserves(explainer(x).why.relevance, explainer(x).why.logit);

    KMeans far = model.get<KMeans>();
    constexpr double away = 1e4;
    far.centroids.array() += away;
    laws::equal(Explainer(far)(Matrix(x.array() + away), cluster).relevance, expected.relevance, tolerance::single);
  });
}

TEST_CASE("points on a boundary and centroids that coincide give finite explanations") {
  KMeans model{Matrix(3, 2), Vector::Zero(3), GENERATE(as<double>{}, infinity, 2.0)};
  model.centroids << 0, 0, 2, 0, 2, 0;
  Matrix x(4, 2);
  x << 1, 5, 2, 0, 0, 0, 1e8, 0;
  const Explainer explainer(model);
  const AssignedExplanation own = explainer(x);
  CHECK(own.cluster == Labels{0, 1, 0, 1});
  same(own.why, one_by_one(model, x, own.cluster, composites::find("paper-v2")));
  model.centroids.row(2) << 9, 9;
  same(Explainer(model)(x.topRows(3), {0, 1, 0}),
       one_by_one(model, x.topRows(3), {0, 1, 0}, composites::find("paper-v2")));
}

TEST_CASE("why c and not k: the margin over one competitor, decomposed") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const Matrix x = samples::uniform(9, 5, seed + 81);
  for (const ClusterModel& model : samples::all_models(4, 5, seed)) {
    INFO(kind(model));
    const Matrix outlier = outlier_scores(model, x);
    const Index other = samples::one_of(model, 2);
    Labels cluster{0, 1, 2, 3, 0, 1, 2, 3, 2};
    for (Index& c : cluster) c = samples::one_of(model, c);
    const Explanation why = Explainer(model).against(other, x, cluster);
    for (Index n = 0; n < 9; ++n) {
      const Index c = cluster[static_cast<std::size_t>(n)];
      if (!model->has_logits())
        CHECK(why.logit(n) == Approx(outlier(n, other) - outlier(n, c)).margin(tolerance::rounding));
      if (c == other) CHECK(why.relevance.row(n).isZero(0));
    }
    Vector told = why.relevance.rowwise().sum();
    if (why.constant.size() > 0) told += why.constant;
    if (kind(model) != "deep-kmeans") laws::equal(told, why.logit, tolerance::amplified);
  }
}

TEST_CASE("with two clusters, why not the other is why at all") {
  const KMeans model = samples::kmeans(2, 4, 3, 5);
  const Matrix x = samples::uniform(20, 4, 82);
  const Labels first(20, 0);
  laws::equal(Explainer(model).against(1, x, first).relevance, Explainer(model)(x, first).relevance,
              tolerance::amplified);
}

TEST_CASE("explanations do not depend on threads, nor on the block that a point comes in") {
  const Matrix x = samples::uniform(300, 5, 83);
  for (const ClusterModel& model : samples::all_models(3, 5, 9)) {
    const Explainer explainer(model);
    set_threads(1);
    const AssignedExplanation one = explainer(x);
    set_threads(2);
    const AssignedExplanation two = explainer(x);
    set_threads(0);
    CHECK(one.why.relevance == two.why.relevance);
    CHECK(one.cluster == two.cluster);
    laws::equal(explainer(x.middleRows(100, 7)).why.relevance, Matrix(one.why.relevance.middleRows(100, 7)));
  }
}

TEST_CASE("probability of membership is the soft assignment's") {
  const KMeans model = samples::kmeans(4, 3, 2.5, 1);
  const Matrix x = samples::uniform(20, 3, 84);
  const AssignedExplanation own = Explainer(model)(x);
  const Matrix expected = soft_assign(model.outlier_scores(x), model.beta);
  const Vector probability = membership_probability(own.why.logit, model.beta);
  for (Index n = 0; n < 20; ++n)
    CHECK(probability(n) == Approx(expected(n, own.cluster[static_cast<std::size_t>(n)])).epsilon(tolerance::rounding));
  Vector logit(3);
  logit << 2, 0, -1;
  CHECK(membership_probability(logit, infinity) == Vector::LinSpaced(3, 1, 0));
}

TEST_CASE("an explainer refuses what does not fit") {
  const Explainer explainer(samples::kmeans(3, 4, 1, 1));
  const Matrix x = samples::uniform(2, 4, 85);
  using Catch::Matchers::Contains;
  CHECK_THROWS_WITH(explainer(x.leftCols(3)), Contains("3 features should be 4"));
  CHECK_THROWS_WITH(explainer(x, Labels{0}), Contains("1 clusters for 2 points"));
  CHECK_THROWS_WITH(explainer(x, Labels{0, 3}), Contains("cluster 3 of point 1 should be in [0, 3)"));
  CHECK_THROWS_WITH(explainer.against(3, x, Labels{0, 1}), Contains("competitor 3"));
  CHECK_THROWS_WITH(Explainer(KMeans{Matrix::Zero(2, 1), Vector::Zero(2), -1.0}), Contains("beta -1"));
}
