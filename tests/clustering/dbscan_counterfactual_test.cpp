#include <neon/clustering/assignment.hpp>
#include <neon/clustering/dbscan.hpp>
#include <neon/core/error.hpp>

#include <cmath>

#include "support/dense_points.hpp"
#include "support/laws.hpp"
#include "support/slow_networks.hpp"

using namespace neon;

namespace {

constexpr Index d = 3;

Dbscan some_model(double gamma = infinity) {
  return fit_dbscan(samples::dense_groups(160, d, 4), {.eps = 0.75, .min_samples = 5, .gamma = gamma}).model;
}

/// The cluster of the nearest core point within eps, by its definition.
Index ruled(const Dbscan& model, const Matrix& x) {
  const Labels cluster = model.cluster_of();
  double least = model.squared_radius;
  Index best = model.noise();
  for (Index j = 0; j < model.core.rows(); ++j)
    if (const double square = slow::squared_distance(x, 0, model.core, j); square < least) {
      least = square;
      best = cluster[static_cast<std::size_t>(j)];
    }
  return best;
}

/// Points around x, no farther than `radius`, that have its fixed features.
Matrix nearer_points(const Eigen::RowVectorXd& x, const Labels& fixed, double radius, std::uint64_t seed) {
  Matrix points = samples::normal(60, d, seed);
  for (const Index i : fixed) points.col(i).setZero();
  const Matrix share = samples::uniform(60, 1, seed);
  for (Index n = 0; n < points.rows(); ++n)
    points.row(n) = x + radius * std::cbrt(share(n, 0)) * points.row(n).normalized();
  return points;
}

}  // namespace

TEST_CASE("law: what is nearer than a certified counterfactual of DBSCAN is not there, and fixed features stay") {
  const Dbscan model = some_model();
  const Matrix x = 2 * samples::normal(60, d, 21);
  Index certified = 0, unreachable = 0;
  for (const Labels& fixed : {Labels{}, Labels{1}, Labels{2, 0}})
    for (Index n = 0; n < x.rows(); ++n) {
      const Index own = ruled(model, x.row(n));
      std::vector<std::optional<Index>> asked{std::nullopt};
      for (Index c = 0; c < model.clusters(); ++c)
        if (c != own) asked.emplace_back(c);
      for (const std::optional<Index> to : asked) {
        const auto found = certified_counterfactual(model, x.row(n), own, to, fixed);
        if (!found) continue;
        const auto there = [&](const Matrix& point) {
          return to ? ruled(model, point) == *to : ruled(model, point) != own;
        };
        const double reach = found->core < 0 ? 20 : found->distance * (1 - tolerance::feasible);
        const Matrix nearer = nearer_points(x.row(n), fixed, reach, static_cast<std::uint64_t>(n));
        for (Index k = 0; k < nearer.rows(); ++k) CHECK_FALSE(there(nearer.row(k)));
        if (found->core < 0) {
          CHECK(found->point == x.row(n));
          ++unreachable;
          continue;
        }
        ++certified;
        for (const Index i : fixed) CHECK(found->point(i) == x(n, i));
        CHECK(found->distance == Approx((found->point - x.row(n)).norm()).epsilon(tolerance::rounding));
        // On the boundary: a step on, and it is there.
        CHECK(there(x.row(n) + (1 + 1e-6) * (found->point - x.row(n))));
        const Eigen::RowVectorXd f = logits(model.outlier_scores(found->point), infinity).row(0);
        const Index reached = to.value_or(
            own == model.noise() ? model.cluster_of()[static_cast<std::size_t>(found->core)] : model.noise());
        CHECK(std::abs(f(reached)) <= tolerance::feasible * model.squared_radius);
        for (Index c = 0; c < model.noise(); ++c) CHECK(f(c) <= tolerance::feasible * model.squared_radius);
      }
    }
  CHECK(certified > 200);
  CHECK(unreachable > 20);
}

TEST_CASE("the way into a cluster of DBSCAN with a feature that stays is along what it leaves of the ball") {
  const Dbscan model = make_dbscan(Matrix{{0, 0}, {9, 0}}, {0, 1}, 25);
  const Eigen::RowVectorXd x{{-9, 3}};
  const DensityCounterfactual found = counterfactual(model, x, 0, {1});
  CHECK(found.point == Eigen::RowVectorXd{{-4, 3}});
  CHECK(found.distance == 5);
  CHECK(found.certified);
  const DensityCounterfactual none = counterfactual(model, Eigen::RowVectorXd{{-9, 6}}, 0, {1});
  CHECK(none.core == -1);
  CHECK(none.certified);
  // Out of the ball around 0, along the second feature: 3^2 + 4^2 = 5^2.
  const DensityCounterfactual out = counterfactual(model, Eigen::RowVectorXd{{-3, 1}}, model.noise(), {0});
  CHECK(out.point == Eigen::RowVectorXd{{-3, 4}});
  CHECK(out.distance == 3);
  CHECK(out.certified);
  // The middle plane to the other cluster, at 4.5, is nearer than the way out to (4.499, 2.1816).
  const Eigen::RowVectorXd between{{0.9 * 4.499, 0.9 * 2.1816}};
  CHECK(counterfactual(model, between, model.noise()).certified);
  CHECK_FALSE(certified_counterfactual(model, between, 0, {}));
  CHECK(certified_counterfactual(model, Eigen::RowVectorXd{{-4, 0}}, 0, {})->distance == 1);
}

TEST_CASE("at a core point of DBSCAN every way out of its ball is as near, and one into no other is found") {
  const Dbscan model = make_dbscan(Matrix{{0, 0}, {3, 0}, {-3, 0}, {0, 3}}, {0, 0, 0, 0}, 25);
  const DensityCounterfactual out = counterfactual(model, Eigen::RowVectorXd{{0, 0}}, model.noise());
  CHECK(out.point == Eigen::RowVectorXd{{0, -5}});
  CHECK(out.certified);
  CHECK_FALSE(counterfactual(model, Eigen::RowVectorXd{{0, 0}}, model.noise(), {1}).certified);
}

TEST_CASE("soft pools have no closed form, and counterfactuals that make no sense are refused") {
  const Matrix x = 2 * samples::normal(1, d, 22);
  const Dbscan soft = some_model(5), model = some_model();
  CHECK_FALSE(certified_counterfactual(soft, x.row(0), ruled(soft, x), {}));
  CHECK_THROWS_WITH(counterfactual(model, x.row(0), 0, {3}), "counterfactual: fixed feature 3 should be in [0, 3)");
  CHECK_THROWS_WITH(counterfactual(model, x.row(0), 0, {0, 1, 2}),
                    "counterfactual: all 3 features are fixed, should leave at least one");
}
