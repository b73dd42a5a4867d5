#include <neon/clustering/assignment.hpp>
#include <neon/clustering/dbscan.hpp>
#include <neon/core/error.hpp>
#include <neon/roots/counterfactual.hpp>

#include <cmath>

#include "support/dense_points.hpp"
#include "support/laws.hpp"
#include "support/sample_neighbours.hpp"

using namespace neon;

namespace {

constexpr Index k = 4, d = 3, points = 12;

}  // namespace

TEST_CASE("law: a counterfactual is on the boundary, its proof is the model's own, and fixed features stay exactly") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2));
  for (const ClusterModel& model : samples::all_models(k, d, seed)) {
    CAPTURE(kind(model));
    const Matrix x = samples::uniform(points, d, seed + 5);
    const Labels own = assign(outlier_scores(model, x));
    ClusterModel hard = model;
    set_beta(hard, infinity);
    const Matrix f = logits(hard, x);
    for (const Labels& fixed : {Labels{}, Labels{1}})
      for (const std::optional<Index> to : {std::optional<Index>{}, std::optional<Index>{samples::one_of(model, 2)}}) {
        const std::vector<Counterfactual> all = counterfactuals(model, x, own, {.to = to, .fixed = fixed});
        Index reached = 0;
        for (Index n = 0; n < points; ++n) {
          const Counterfactual& there = all[static_cast<std::size_t>(n)];
          CHECK(there.from == own[static_cast<std::size_t>(n)]);
          for (const Index i : fixed) CHECK(there.point(i) == x(n, i));
          CHECK(there.distance == Approx((there.point - x.row(n)).norm()).margin(tolerance::rounding));
          const Matrix proof = logits(hard, there.point);
          laws::equal(there.logits, Vector(proof.row(0).transpose()));
          if (!there.found) {
            CHECK(there.point == x.row(n));
            continue;
          }
          ++reached;
          const Index asked = to.value_or(there.from);
          const double start = std::abs(f(n, asked)), at = there.logits(asked);
          if (to)
            CHECK(there.to == *to);
          else
            CHECK(there.to != there.from);
          // There already: in the cluster asked for, or, where a vote is tied, in none.
          if (to ? f(n, asked) >= 0 : f(n, asked) <= 0) {
            CHECK(there.point == x.row(n));
            continue;
          }
          CHECK((to ? at >= -tolerance::feasible * start : at <= tolerance::feasible * start));
          CHECK(std::abs(at) <= tolerance::feasible * (1 + start));
          for (std::size_t r = 1; r < there.changed.size(); ++r)
            CHECK(std::abs(there.point(there.changed[r - 1]) - x(n, there.changed[r - 1])) >=
                  std::abs(there.point(there.changed[r]) - x(n, there.changed[r])));
        }
        if (fixed.empty() && !to) CHECK(reached == points);
      }
  }
}

TEST_CASE("the counterfactuals of two means: the middle plane, and along the free features alone") {
  const KMeans model{Matrix{{0, 0}, {2, 0}, {0, 8}}, Vector::Zero(3), infinity};
  const Matrix x{{0.25, 1}};
  const auto only = [&](const CounterfactualOptions& options) {
    return counterfactuals(model, x, {0}, options).front();
  };
  const Counterfactual any = only({}), to = only({.to = 2}), fixed = only({.fixed = {0}});
  laws::equal(any.point, Eigen::RowVectorXd{{1, 1}}, tolerance::feasible);
  CHECK(any.to == 1);
  CHECK(any.distance == Approx(0.75));
  CHECK(any.changed == Labels{0});
  CHECK(any.logits(0) == Approx(0).margin(tolerance::feasible));
  CHECK(any.logits(2) < 0);
  laws::equal(to.point, Eigen::RowVectorXd{{0.25, 4}}, tolerance::feasible);
  CHECK(to.to == 2);
  laws::equal(fixed.point, Eigen::RowVectorXd{{0.25, 4}}, tolerance::feasible);
  CHECK(fixed.point(0) == 0.25);
  CHECK(fixed.to == 2);
  const Counterfactual none = only({.to = 1, .fixed = {0}});
  CHECK_FALSE(none.found);
  CHECK(none.to == 0);
  CHECK(none.point == x.row(0));
}

TEST_CASE("counterfactuals of DBSCAN in closed form are certified, and no search finds nearer ones") {
  const Dbscan model = fit_dbscan(samples::dense_groups(120, d, 4), {.eps = 0.75, .min_samples = 5}).model;
  const Matrix x = 2 * samples::normal(20, d, 3);
  const Labels own = assign(model.outlier_scores(x));
  Index certified = 0, none = 0;
  for (const Labels& fixed : {Labels{}, Labels{1}})
    for (const std::optional<Index> to : {std::optional<Index>{}, {0}, {model.noise()}}) {
      CounterfactualOptions options{.to = to, .fixed = fixed};
      const std::vector<Counterfactual> exact = counterfactuals(model, x, own, options);
      options.roots.box = {-1e6, 1e6};  // for which there is no closed form
      const std::vector<Counterfactual> searched = counterfactuals(model, x, own, options);
      for (std::size_t n = 0; n < exact.size(); ++n) {
        CHECK_FALSE(searched[n].certified);
        if (!exact[n].certified) continue;
        if (!exact[n].found) {
          CHECK_FALSE(searched[n].found);
          ++none;
          continue;
        }
        ++certified;
        if (searched[n].found) CHECK(searched[n].distance >= exact[n].distance * (1 - tolerance::feasible));
        CHECK(std::abs(exact[n].logits(exact[n].to)) <= tolerance::feasible * model.squared_radius);
        if (!to) CHECK(std::abs(exact[n].logits(exact[n].from)) <= tolerance::feasible * model.squared_radius);
        for (Index c = 0; c < model.clusters(); ++c)
          if (c != exact[n].from && c != exact[n].to && c != model.noise()) CHECK(exact[n].logits(c) < 0);
      }
    }
  CHECK(certified > 30);
  CHECK(none > 0);
}

TEST_CASE("counterfactuals that make no sense are refused") {
  const ClusterModel model = samples::kmeans(3, 2, 4, 1);
  const Matrix x = samples::uniform(2, 2, 2);
  CHECK_THROWS_WITH(counterfactuals(model, x, {0}), "counterfactual: 1 clusters should be 2, one for each point");
  CHECK_THROWS_WITH(counterfactuals(model, x, {0, 3}), "counterfactual: cluster 3 should be in [0, 3)");
  CHECK_THROWS_WITH(counterfactuals(model, x, {0, 1}, {.to = 3}), "counterfactual: to cluster 3 should be in [0, 3)");
  CHECK_THROWS_WITH(counterfactuals(model, x, {0, 1}, {.fixed = {2}}),
                    "counterfactual: fixed feature 2 should be in [0, 2)");
  CHECK_THROWS_WITH(counterfactuals(model, x, {0, 1}, {.fixed = {1, 0}}),
                    "counterfactual: all 2 features are fixed, should leave at least one");
  CHECK_THROWS_WITH(counterfactuals(model, samples::uniform(2, 3, 1), {0, 1}),
                    "counterfactual: 3 features should be 2");
}
