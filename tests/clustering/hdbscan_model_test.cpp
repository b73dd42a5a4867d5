#include <neon/clustering/assigner.hpp>
#include <neon/clustering/assignment.hpp>
#include <neon/clustering/fit.hpp>
#include <neon/clustering/hdbscan.hpp>
#include <neon/explain/network_evidence.hpp>
#include <neon/explain/propagator.hpp>
#include <neon/explain/self_check.hpp>

#include <set>

#include "support/laws.hpp"
#include "support/slow_hdbscan.hpp"

using namespace neon;

namespace {

using Kind = ReachabilityTerm::Kind;
using slow_hdbscan::anywhere, slow_hdbscan::at, slow_hdbscan::Fitted, slow_hdbscan::sample, slow_hdbscan::SlowPoint;

}  // namespace

TEST_CASE("HDBSCAN scores a point by mutual reachability, member by member, and by births of clusters") {
  const Index features = GENERATE(2, 20), min_samples = GENERATE(1, 5);
  const Fitted fitted(90, features, min_samples, 3);
  const Hdbscan& model = fitted.model;
  Matrix x(60, features);
  x << anywhere(40, features, 9), fitted.x.topRows(20);
  const Matrix o = model.outlier_scores(x), f = model.logits(x);
  for (Index n = 0; n < x.rows(); ++n) {
    const SlowPoint slow(fitted, x.row(n));
    for (Index k = 0; k < model.noise(); ++k)
      CHECK(o(n, k) == Approx(slow.o[at(k)]).epsilon(tolerance::rounding).margin(tolerance::rounding));
    CHECK(o(n, model.noise()) == slow.birth[at(slow.nearest())]);
    for (Index c = 0; c < model.clusters(); ++c)
      CHECK(f(n, c) == Approx(slow.logit(c)).margin(tolerance::rounding * (1 + o.row(n).maxCoeff())));
  }
  CHECK(model.score_names().front() == "0");
  CHECK(model.score_names().back() == "noise");
}

TEST_CASE("law: the sign of HDBSCAN's logits is its rule on 10,000 points, but where clusters tie") {
  const Fitted fitted(90, 2, 5, 3);
  const Hdbscan& model = fitted.model;
  const Matrix x = (12 * samples::uniform(10000, 2, 10)).array() - 2, f = model.logits(x), o = model.outlier_scores(x);
  const Labels ruled = assign(o);
  Index ties = 0;
  std::set<Index> seen;
  for (Index n = 0; n < x.rows(); ++n) {
    seen.insert(ruled[at(n)]);
    Index above = 0;
    for (Index c = 0; c < model.clusters(); ++c) {
      above += f(n, c) > 0 ? 1 : 0;
      if (f(n, c) != 0) CHECK((f(n, c) > 0) == (ruled[at(n)] == c));
    }
    CHECK(above <= 1);
    if (above == 0) {
      ++ties;
      const auto clusters = o.row(n).head(model.noise());
      CHECK((clusters.array() == clusters.minCoeff()).count() >= 2);
    }
    if (n < 300) CHECK((f.row(n).isZero(0) || ruled[at(n)] == SlowPoint(fitted, x.row(n)).ruled()));
  }
  CHECK(static_cast<Index>(seen.size()) == model.clusters());
  CHECK(ties < x.rows() / 10);
}

TEST_CASE("the network of HDBSCAN computes its logits, and its gradient is the derivative") {
  const Index features = GENERATE(2, 20), min_samples = GENERATE(1, 5);
  const double beta = GENERATE(2.0, infinity);
  const Fitted fitted(90, features, min_samples, 4);
  ClusterModel model = fitted.model;
  set_beta(model, beta);
  const Matrix x = anywhere(30, features, 22), f = logits(model, x);
  for (Index c = 0; c < clusters(model); ++c) {
    const Evidence network = evidence(neuralize(model, c));
    laws::equal(network.value(x), Vector(f.col(c)));
    laws::differentiates(network, x);
  }
}

TEST_CASE(
    "features have the active distances of HDBSCAN, the density of the exemplar stands beside them: sums are exact") {
  const Index features = GENERATE(2, 20);
  const Fitted fitted(90, features, 5, 5);
  const Hdbscan& model = fitted.model;
  Matrix x(60, features);
  x << anywhere(40, features, 23), fitted.x.topRows(20).array() + 1e-3;
  const Matrix f = model.logits(x);
  std::set<Kind> seen;
  for (Index c = 0; c < model.clusters(); ++c) {
    const Network network = model.neuralize(c);
    CHECK(network.constant_name() == "density of the exemplar");
    const Explanation why = Propagator(network, composites::find("paper-v2"))(x, {.competitors = true});
    laws::equal(why.logit, Vector(f.col(c)));
    laws::equal(Vector(why.relevance.rowwise().sum() + why.constant), why.logit, tolerance::amplified);
    laws::equal(why.residual, Vector::Zero(x.rows()), tolerance::amplified);
    CHECK(static_cast<Index>(why.by_competitor.size()) == model.noise());
    const auto margins = model.margins(x, c);
    for (Index n = 0; n < x.rows(); ++n) {
      for (const ReachabilityMargin& margin : margins[at(n)]) seen.insert({margin.above.kind, margin.below.kind});
      if (std::abs(why.logit(n)) < tolerance::gradient) continue;  // several pieces tie
      const Eigen::RowVectorXd expected = SlowPoint(fitted, x.row(n)).relevance(c);
      laws::equal(Eigen::RowVectorXd(why.relevance.row(n)), Eigen::RowVectorXd(expected.head(features)),
                  tolerance::amplified);
      CHECK(why.constant(n) == Approx(expected(features)).margin(tolerance::amplified));
    }
    const Explanation square = Propagator(network, composites::find("w^2"))(x);
    laws::conserves(square.relevance, square.logit, tolerance::amplified);
    CHECK(square.constant.isZero(0));
    if (c == model.noise()) continue;
    const Explanation noise = Propagator(network, composites::find("paper-v2"))(x, {.against = model.noise() - 1});
    laws::equal(noise.logit, Vector(model.birth_square(c) - model.outlier_scores(x).col(c).array()));
    laws::equal(Vector(noise.relevance.rowwise().sum() + noise.constant), noise.logit, tolerance::amplified);
  }
  CHECK(seen.size() == 3);
}

TEST_CASE("fitted points keep the labels of the tree, and the rule says others only where edges tie") {
  Index differ = 0, points = 0;
  for (const std::uint64_t seed : {1, 2, 3, 4, 5, 6}) {
    const Fitted fitted(120, 2, seed % 2 == 0 ? 5 : 3, seed);
    const ClusterModel model = fitted.model;
    const AssignedPoints assigned = Assigner(model)(fitted.x);
    Labels expected = fitted.fit.labels;
    std::replace(expected.begin(), expected.end(), Index{-1}, fitted.model.noise());
    CHECK(assigned.cluster == expected);
    const Labels ruled = assign(outlier_scores(model, fitted.x));
    const Matrix f = logits(model, fitted.x);
    Index others = 0;
    for (std::size_t n = 0; n < expected.size(); ++n) {
      if (ruled[n] == expected[n]) continue;
      ++others;
      CHECK(std::abs(f(static_cast<Index>(n), expected[n])) <= tolerance::rounding * f.cwiseAbs().maxCoeff());
    }
    CHECK(assigned.differ == others);
    differ += others;
    points += 120;
    CHECK(self_check(model, composites::find("paper-v2"), fitted.x).holds());
  }
  CHECK(differ <= points / 20);
}

TEST_CASE("copies of points, and a single cluster in a file, are models like others") {
  Matrix x = Matrix::Zero(20, 2);
  x.bottomRows(10).setOnes();
  const FittedModel fitted = fit_model("hdbscan", x);
  CHECK(fitted.differ == 0);
  CHECK(clusters(fitted.model) == 3);
  const Matrix f = logits(fitted.model, x);
  for (Index n = 0; n < 20; ++n) CHECK(f(n, fitted.labels[at(n)]) == 2);
  CHECK(self_check(fitted.model, composites::find("paper-v2"), x).holds());

  const Hdbscan alone = make_hdbscan(x, Labels(20, 0), Vector::Constant(1, 0.5), 3);
  const Matrix far = Matrix::Constant(1, 2, 3), g = alone.logits(far);
  CHECK(g(0, 0) == Approx(0.5 - 8));
  CHECK(g(0, 1) == Approx(8 - 0.5));
}

TEST_CASE("where the core distance of a point exceeds its distances to two clusters there is no evidence for either") {
  Matrix points = Matrix::Zero(6, 2), x(1, 2);
  points.col(0) << 0, 0.25, 0.5, 2, 2.25, 2.5;
  x << 1.25, 0;
  const Hdbscan model = make_hdbscan(points, {0, 0, 0, 1, 1, 1}, Vector::Constant(2, 100), 3);
  CHECK(model.logits(x).isZero(0));
  x << 0.875, 0;  // its third neighbour is nearer than any of the second cluster
  CHECK(model.logits(x)(0, 0) > 0);
}

TEST_CASE("why two points of a model are together is what its fit says") {
  const Fitted fitted(90, 3, 4, 6);
  for (Index j = 1; j < 90; j += 7) {
    const PairExplanation expected = explain_pair(fitted.x, fitted.fit, 4, 0, j),
                          found = explain_pair(fitted.model, 0, j);
    CHECK(found.bottleneck.square == Approx(expected.bottleneck.square).epsilon(tolerance::rounding));
    CHECK(found.relevance.sum() == Approx(expected.bottleneck.square).epsilon(tolerance::rounding));
  }
}

TEST_CASE("what makes no HDBSCAN model is refused, by the fit and by the model") {
  const Matrix x = sample(60, 2, 1);
  const auto fit = [&](const std::map<std::string, std::string>& settings) {
    return fit_model("hdbscan", x, {.settings = settings});
  };
  CHECK_THROWS_WITH(fit({{"min-cluster-size", "1"}}), Catch::Contains("min_cluster_size 1 should be at least 2"));
  CHECK_THROWS_WITH(fit({{"min-samples", "61"}}), Catch::Contains("min_samples 61 should be"));
  CHECK_THROWS_WITH(fit({{"min-cluster-size", "50"}}), Catch::Contains("all are noise"));
  CHECK_THROWS_WITH(fit({{"cluster-selection", "leafs"}}), Catch::Contains("'leafs' should be one of eom, leaf"));
  CHECK(clusters(fit({{"cluster-selection", "leaf"}}).model) >= clusters(fit({}).model));
  const auto made = [&](Labels cluster, Index min_samples) {
    return make_hdbscan(x, cluster, Vector::Ones(2), min_samples);
  };
  Labels two(60, 0);
  two[3] = 1;
  CHECK_NOTHROW(made(two, 60));
  CHECK_THROWS_WITH(made(two, 61), Catch::Contains("min_samples 61 should be at least 1 and at most the 60 points"));
  CHECK_THROWS_WITH(made(Labels(60, 0), 3), Catch::Contains("cluster 1 has no points"));
  two[4] = 2;
  CHECK_THROWS_WITH(made(two, 3), Catch::Contains("cluster 2 of point 4 should be in [0, 2), or -1"));
  two.pop_back();
  CHECK_THROWS_WITH(made(two, 3), Catch::Contains("59 clusters should be 60"));
  CHECK_THROWS_WITH(made(Labels(60, 0), 3), Catch::Contains("cluster 1"));
  two = Labels(60, 0);
  two[0] = 1;
  const Hdbscan model = made(two, 3);
  CHECK_THROWS_WITH(model.outlier_scores(Matrix::Zero(1, 3)), Catch::Contains("3 features should be 2"));
  for (const double far : {1e200, std::nan("")}) {
    CHECK_THROWS_AS(model.outlier_scores(Matrix::Constant(1, 2, far)), Error);
    const Matrix wide = samples::normal(10, 20, 1);
    const Hdbscan other = make_hdbscan(wide, {0, 0, 0, 0, 0, 1, 1, 1, 1, 1}, Vector::Ones(2), 2);
    CHECK_THROWS_AS(other.outlier_scores(Matrix::Constant(1, 20, far)), Error);
  }
  CHECK_THROWS_WITH(model.neuralize(3), Catch::Contains("cluster 3 should be in [0, 3)"));
}
