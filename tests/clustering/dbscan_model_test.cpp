#include <neon/clustering/assignment.hpp>
#include <neon/clustering/dbscan.hpp>
#include <neon/clustering/model.hpp>
#include <neon/explain/propagator.hpp>

#include "support/dense_points.hpp"
#include "support/laws.hpp"
#include "support/slow_networks.hpp"

using namespace neon;

namespace {

/// Core points of three clusters in the plane of the first features.
Dbscan some_model(double gamma, bool by_variance = false) {
  const Matrix x = samples::dense_groups(160, 3, 4);
  Dbscan model = fit_dbscan(x, {.eps = 0.75, .min_samples = 5, .gamma = gamma}).model;
  model.by_variance = by_variance;
  REQUIRE(model.clusters() >= 3);
  return model;
}

}  // namespace

TEST_CASE("the scores of DBSCAN are distances to the nearest core points, and eps^2") {
  const double gamma = GENERATE(3.0, infinity);
  const Dbscan model = some_model(gamma);
  const Matrix x = 3 * samples::normal(50, 3, 9);
  const Matrix o = model.outlier_scores(x);
  for (Index n = 0; n < x.rows(); ++n) {
    CHECK(o(n, model.noise()) == model.squared_radius);
    for (Index k = 0; k < model.noise(); ++k) {
      std::vector<double> distance;
      for (Index j = 0; j < model.core.rows(); ++j)
        if (model.cluster_of()[static_cast<std::size_t>(j)] == k)
          distance.push_back(slow::squared_distance(x, n, model.core, j));
      CHECK(o(n, k) == Approx(slow::soft_min(distance, gamma)).epsilon(tolerance::rounding));
    }
  }
  CHECK(model.score_names().front() == "0");
  CHECK(model.score_names().back() == "noise");
}

TEST_CASE("law: the sign of DBSCAN's logits is its rule, and they tend to it as gamma grows") {
  const Dbscan model = some_model(infinity);
  const Matrix x = 3 * samples::normal(10000, 3, 10);
  const Labels ruled = assign(model.outlier_scores(x));
  const Matrix hard = logits(ClusterModel(model), x);
  for (Index n = 0; n < x.rows(); ++n) {
    double least = infinity;
    for (Index j = 0; j < model.core.rows(); ++j) least = std::min(least, slow::squared_distance(x, n, model.core, j));
    CHECK((ruled[static_cast<std::size_t>(n)] == model.noise()) == (least > model.squared_radius));
    for (Index c = 0; c < model.clusters(); ++c) CHECK((hard(n, c) > 0) == (ruled[static_cast<std::size_t>(n)] == c));
  }
  const Matrix few = x.topRows(200);
  double before = infinity;
  for (const double gamma : {1.0, 10.0, 1e3, 1e9}) {
    const ClusterModel soft = make_dbscan(model.core, model.cluster_of(), model.squared_radius, gamma);
    const double apart = (logits(soft, few) - hard.topRows(200)).cwiseAbs().maxCoeff();
    CHECK(apart <= 2 * std::log(static_cast<double>(model.core.rows())) / gamma + tolerance::rounding);
    CHECK(apart <= before);
    before = apart;
  }
}

TEST_CASE("explanations of DBSCAN sum to its logit, for clusters and for noise, and name their competitors") {
  const double gamma = GENERATE(3.0, infinity);
  const bool by_variance = GENERATE(false, true);
  const Dbscan model = some_model(gamma, by_variance);
  const Matrix x = 2 * samples::normal(40, 3, 11);
  const Matrix f = logits(ClusterModel(model), x), o = model.outlier_scores(x);
  for (Index c = 0; c < model.clusters(); ++c) {
    const Network network = model.neuralize(c);
    for (const std::string name : {"paper-v2", "w^2"}) {
      const Explanation why = Propagator(network, composites::find(name))(x, {.competitors = true});
      laws::equal(why.logit, Vector(f.col(c)));
      if (name == "paper-v2") laws::conserves(why.relevance, why.logit, tolerance::amplified);
      CHECK(static_cast<Index>(why.by_competitor.size()) == model.noise());
    }
    if (c == model.noise()) continue;
    const Explanation noise = Propagator(network, composites::find("paper-v2"))(x, {.against = model.noise() - 1});
    laws::equal(noise.logit, Vector(model.squared_radius - o.col(c).array()));
    laws::conserves(noise.relevance, noise.logit, tolerance::amplified);
  }
}

TEST_CASE("why a cluster and not noise: a feature's part of eps^2, less its square") {
  const Dbscan model = some_model(infinity, true);
  const Matrix x = model.core.topRows(20).array() + 0.01;
  Eigen::RowVectorXd variance = Eigen::RowVectorXd::Zero(3);
  for (Index k = 0; k < model.noise(); ++k) {
    const auto first = model.begin[static_cast<std::size_t>(k)], last = model.begin[static_cast<std::size_t>(k) + 1];
    Eigen::RowVectorXd mean = Eigen::RowVectorXd::Zero(3);
    for (Index j = first; j < last; ++j) mean += model.core.row(j) / static_cast<double>(last - first);
    for (Index j = first; j < last; ++j) variance += (model.core.row(j) - mean).cwiseAbs2();
  }
  const Explanation why =
      Propagator(model.neuralize(0), composites::find("paper-v2"))(x, {.against = model.noise() - 1});
  Matrix expected(20, 3);
  for (Index n = 0; n < 20; ++n) {
    Index best = 0;
    for (Index j = 0; j < model.begin[1]; ++j)
      if (slow::squared_distance(x, n, model.core, j) < slow::squared_distance(x, n, model.core, best)) best = j;
    expected.row(n) = model.squared_radius * variance / variance.sum() - (x.row(n) - model.core.row(best)).cwiseAbs2();
  }
  laws::equal(why.relevance, expected, tolerance::amplified);
}

TEST_CASE("why a core point: eps^2 less the squared distance of the last point that makes it one") {
  const Matrix x = samples::dense_groups(150, 3, 4);
  const double eps = 0.75;
  const DbscanFit fit = fit_dbscan(x, {.eps = eps, .min_samples = 5});
  const Explanation why = Propagator(core_network(x, eps, 5), composites::find("paper-v2"))(x);
  laws::conserves(why.relevance, why.logit, tolerance::amplified);
  Index core = 0;
  for (Index n = 0; n < x.rows(); ++n) {
    std::vector<double> square;
    for (Index j = 0; j < x.rows(); ++j) square.push_back(slow::squared_distance(x, n, x, j));
    std::sort(square.begin(), square.end());
    CHECK(why.logit(n) == Approx(eps * eps - square[4]).margin(tolerance::rounding));
    if (why.logit(n) >= 0) ++core;
  }
  CHECK(core == fit.core);
}

TEST_CASE("counterfactuals of DBSCAN lie on a ball, and none that is certified can be nearer") {
  const Dbscan model = some_model(infinity);
  const Matrix x = 2.5 * samples::normal(300, 3, 12);
  const Matrix o = model.outlier_scores(x);
  const double eps = std::sqrt(model.squared_radius);
  Index certified = 0;
  for (Index n = 0; n < x.rows(); ++n)
    for (Index c = 0; c < model.clusters(); ++c) {
      const double least = o.row(n).head(model.noise()).minCoeff();
      const bool leaves = c == model.noise(),
                 there = leaves ? least > model.squared_radius : o(n, c) <= model.squared_radius;
      if (there) {
        CHECK_THROWS_AS(counterfactual(model, x.row(n), c), Error);
        continue;
      }
      const DensityCounterfactual found = counterfactual(model, x.row(n), c);
      CHECK(found.distance == Approx((found.point - x.row(n)).norm()).epsilon(tolerance::rounding));
      CHECK((found.point - model.core.row(found.core)).norm() == Approx(eps).epsilon(tolerance::rounding));
      // No ball of the cluster is nearer; noise lies outside of every ball, also of the nearest core point's.
      CHECK(found.distance == Approx(std::abs(std::sqrt(leaves ? least : o(n, c)) - eps)).epsilon(tolerance::rounding));
      if (!found.certified) continue;
      ++certified;
      CHECK(std::abs(found.logit) <= tolerance::feasible * model.squared_radius);
      const Matrix at = model.outlier_scores(found.point);
      CHECK(at.row(0).head(model.noise()).minCoeff() >= model.squared_radius * (1 - tolerance::feasible));
    }
  CHECK(certified > 300);
}

TEST_CASE(
    "law: taken back to the root, features weigh as w^2 says; midpoint says the same outside, the reverse inside") {
  // docs/method.md: one core point q, root r = q + eps (x - q) / |x - q|. With x_i := r_i the logit loses
  // |1 - eps^2 / d| (x_i - q_i)^2, d = |x - q|^2.
  const double scale = GENERATE(0.5, 3.0);  // inside of the ball, outside
  const Eigen::RowVectorXd q{{1, -2, 0.5, 3}}, away = scale * Eigen::RowVectorXd{{0.1, 0.7, -0.4, 0.5}};
  const Dbscan model = make_dbscan(q, {0}, 1);
  const Matrix x = q + away;
  const Index c = scale < 1 ? 0 : model.noise();
  const double d = away.squaredNorm();
  const Eigen::RowVectorXd root = q + away / std::sqrt(d);
  Eigen::RowVectorXd loss(4);
  const double f = logits(model, x)(0, c);
  for (Index i = 0; i < 4; ++i) {
    Matrix flipped = x;
    flipped(0, i) = root(i);
    loss(i) = f - logits(model, flipped)(0, c);
  }
  CHECK(f > 0);
  laws::equal(loss, Eigen::RowVectorXd(std::abs(1 - 1 / d) * away.cwiseAbs2()));
  const auto parts = [&](const char* composite) {
    return Eigen::RowVectorXd(Propagator(neuralize(model, c), composites::find(composite))(x).relevance.row(0));
  };
  laws::equal(parts("w^2"), Eigen::RowVectorXd(f / d * away.cwiseAbs2()));
  const Eigen::RowVectorXd middle = parts("paper-v2");
  for (Index i = 0; i < 4; ++i)
    for (Index j = 0; j < 4; ++j)
      if (loss(i) < loss(j)) CHECK((middle(i) < middle(j)) == (c == model.noise()));
}
