#include <neon/clustering/assignment.hpp>
#include <neon/core/error.hpp>
#include <neon/explain/network_evidence.hpp>
#include <neon/explain/propagator.hpp>
#include <neon/surrogate/layer_surrogate.hpp>

#include <catch2/catch.hpp>

#include <cmath>

#include "support/laws.hpp"
#include "support/samples.hpp"

using namespace neon;
using Catch::Contains;

namespace {

constexpr Index groups = 4;

struct Data {
  Matrix x;
  Labels y;
};

/// Four groups of two classes.
Data data(Index points, std::uint64_t seed) {
  Data result{0.5 * samples::normal(points, 5, seed), {}};
  for (Index n = 0; n < points; ++n) {
    result.x(n, n % groups) += 5;
    result.y.push_back(n % groups / 2);
  }
  return result;
}

LayerSurrogate surrogate(const Data& of, double radius) {
  LayerSurrogate result{
      fit_deep_embedded(of.x, groups, {.hidden = {12}, .code = 3, .degrees = 5, .radius = radius, .pretraining = 300})
          .model,
      {}};
  result.posterior = class_posteriors(soft_assign(result.model.outlier_scores(of.x), 1), of.y, 2);
  return result;
}

}  // namespace

TEST_CASE("class posteriors are shares of each cluster's probability, number by number") {
  const Matrix q{{0.9, 0.1, 0}, {0.2, 0.3, 0.5}, {0, 0.5, 0.5}};
  const Matrix p = class_posteriors(q, {0, 1, 0}, 2);
  laws::equal(p, Matrix{{0.9 / 1.1, 0.2 / 1.1}, {0.6 / 0.9, 0.3 / 0.9}, {0.5, 0.5}});
  CHECK_THROWS_WITH(class_posteriors(q, {0, 2, 0}, 2), Contains("class 2 of point 1 should be in [0, 2)"));
  CHECK_THROWS_WITH(class_posteriors(q, {0, 1}, 2), Contains("2 classes should be 3"));
  CHECK_THROWS_WITH(class_posteriors(Matrix{{1, 0}}, {0}, 2), Contains("cluster 1 should have points"));
}

TEST_CASE("a surrogate predicts the classes of groups, and its networks compute the log-odds") {
  const Data train = data(120, 1), test = data(40, 2);
  const LayerSurrogate s = surrogate(train, GENERATE(0.0, 8.0));
  const Matrix p = s.predict(test.x);
  laws::equal(Vector(p.rowwise().sum()), Vector(Vector::Ones(40)));
  CHECK(agreement(p, test.y) == 1);
  CHECK(agreement(p, Labels(40, 0)) == 0.5);
  for (Index y = 0; y < 2; ++y) {
    const Network network = s.neuralize(y);
    const Evidence f = evidence(network);
    laws::equal(f.value(test.x), Vector((p.col(y).array() / (1 - p.col(y).array())).log()), tolerance::invariance);
    laws::differentiates(f, test.x.topRows(10));
    const Explanation why = Propagator(network, composites::find("paper-v2"))(test.x);
    laws::equal(why.logit, f.value(test.x));
    CHECK(why.relevance.allFinite());
    CHECK(why.relevance.cwiseAbs().sum() > 0);
  }
  CHECK_THROWS_WITH(s.neuralize(2), Contains("class 2 should be in [0, 2)"));
}

TEST_CASE("layers are weighed, and a layer of weight 0 does not count") {
  const Matrix a = samples::uniform(5, 3, 1), b = samples::uniform(5, 3, 2);
  laws::equal(weighted_prediction({a, b}, Vector{{1, 3}}), Matrix((a + 3 * b) / 4));
  laws::equal(weighted_prediction({a, b}, Vector{{0, 2}}), b);
  CHECK_THROWS_WITH(weighted_prediction({a, b}, Vector{{0, 0}}), Contains("one of them positive"));
  CHECK_THROWS_WITH(weighted_prediction({a, b}, Vector{{1, -1}}), Contains("not negative"));
  CHECK_THROWS_WITH(weighted_prediction({a}, Vector{{1, 1}}), Contains("2 weights should be 1"));
  CHECK_THROWS_WITH(weighted_prediction({a, b.topRows(2)}, Vector{{1, 1}}), Contains("of layer 1 should be [5, 3]"));
  CHECK_THROWS_WITH(agreement(a, {1}), Contains("1 classes should be 5"));
}
