#include <neon/clustering/assigner.hpp>
#include <neon/clustering/dbscan.hpp>
#include <neon/clustering/fit.hpp>
#include <neon/core/parallel.hpp>
#include <neon/explain/propagator.hpp>

#include "support/dense_points.hpp"
#include "support/laws.hpp"
#include "support/scikit_learn.hpp"
#include "support/slow_networks.hpp"

using namespace neon;

namespace {

double square_of(const Matrix& x, Index i, Index j) { return slow::squared_distance(x, i, x, j); }

/// DBSCAN point by point, as scikit-learn runs it: each cluster grows from its first core point.
Labels slow_dbscan(const Matrix& x, double eps, Index min_samples) {
  const auto n = static_cast<std::size_t>(x.rows());
  std::vector<Labels> near(n);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j)
      if (square_of(x, static_cast<Index>(i), static_cast<Index>(j)) <= eps * eps)
        near[i].push_back(static_cast<Index>(j));
  const auto is_core = [&](std::size_t i) { return static_cast<Index>(near[i].size()) >= min_samples; };
  Labels label(n, -1);
  Index found = 0;
  for (std::size_t start = 0; start < n; ++start) {
    if (label[start] >= 0 || !is_core(start)) continue;
    std::vector<std::size_t> stack{start};
    while (!stack.empty()) {
      const std::size_t i = stack.back();
      stack.pop_back();
      if (label[i] >= 0) continue;
      label[i] = found;
      if (!is_core(i)) continue;
      for (const Index j : near[i]) stack.push_back(static_cast<std::size_t>(j));
    }
    ++found;
  }
  return label;
}

}  // namespace

TEST_CASE("DBSCAN finds the clusters that growing them point by point finds, to the label of every border point") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const Index features = GENERATE(1, 2, 3, 20);
  const Index min_samples = GENERATE(1, 4, 9);
  const double root = std::sqrt(static_cast<double>(features));
  const Matrix x = samples::dense_groups(features == 20 ? 300 : 200, features, seed);
  for (const double eps : {0.25 * root, 0.45 * root, 0.8 * root}) {
    const Labels expected = slow_dbscan(x, eps, min_samples);
    if (*std::max_element(expected.begin(), expected.end()) < 0) {
      CHECK_THROWS_WITH(fit_dbscan(x, {eps, min_samples}), Catch::Contains("all are noise: eps should be larger"));
      continue;
    }
    const DbscanFit fit = fit_dbscan(x, {eps, min_samples});
    CHECK(fit.labels == expected);
    CHECK(fit.core + fit.border + fit.noise == x.rows());
    CHECK(fit.noise == std::count(expected.begin(), expected.end(), -1));
    CHECK(fit.core == fit.model.core.rows());
    // The model with the border points that it keeps says the same of the points of the fit.
    const ClusterModel model = fit.model;
    Labels assigned = Assigner(model)(x).cluster;
    for (Index& k : assigned)
      if (k == fit.model.noise()) k = -1;
    CHECK(assigned == expected);
  }
}

TEST_CASE("points at a distance of eps exactly are within it, and copies of a point count") {
  Matrix grid(75, 2);
  for (Index n = 0; n < 75; ++n) grid.row(n) << static_cast<double>(n % 5), static_cast<double>((n / 5) % 5);
  for (const double eps : {1.0, std::sqrt(2.0), 3.0})
    for (const Index min_samples : {3, 9, 13, 15})
      if (const Labels expected = slow_dbscan(grid, eps, min_samples); expected[12] >= 0)
        CHECK(fit_dbscan(grid, {eps, min_samples}).labels == expected);
  Matrix wide = Matrix::Zero(75, 18);
  wide.leftCols(2) = grid;
  CHECK(fit_dbscan(wide, {1, 13}).labels == slow_dbscan(wide, 1, 13));
}

TEST_CASE("oracle: labels of DBSCAN are scikit-learn's, in its order") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2));
  const Index features = GENERATE(2, 30);
  const Matrix x = samples::dense_groups(500, features, seed);
  const double eps = features == 2 ? 0.3 : 3.6;
  const Matrix expected = oracle::scikit_learn(
      fmt::format(
          "from sklearn.cluster import DBSCAN\ntell(DBSCAN(eps={:.17g}, min_samples=6).fit_predict(a)[:, None])", eps),
      {x});
  CHECK(oracle::column(fit_dbscan(x, {eps, 6}).labels) == expected);
}

TEST_CASE("DBSCAN neither sees the threads, nor the unit, nor the origin") {
  const Matrix x = (samples::dense_groups(400, 3, 5) * 0x1p10).array().round() * 0x1p-10;
  const double eps = 0.75;
  set_threads(1);
  const DbscanFit one = fit_dbscan(x, {eps, 5});
  set_threads(2);
  CHECK(fit_dbscan(x, {eps, 5}).labels == one.labels);
  set_threads(0);
  for (const double unit : {0x1p-480, 0x1p480}) CHECK(fit_dbscan(unit * x, {unit * eps, 5}).labels == one.labels);
  CHECK(fit_dbscan(x.array() + 1e9, {eps, 5}).labels == one.labels);
}

TEST_CASE("the radius chosen makes nine of ten points core points") {
  const Matrix x = samples::dense_groups(200, 3, 6);
  const DbscanFit fit = fit_dbscan(x, {dbscan_radius(x, 5), 5});
  CHECK(fit.core == 180);
  CHECK_THROWS_WITH(dbscan_radius(Matrix::Zero(30, 2), 5), Catch::Contains("eps would be 0"));
}

TEST_CASE("one cluster alone competes with noise") {
  const Matrix x = samples::normal(60, 2, 7);
  const FittedModel fit = fit_model("dbscan", x, {.settings = {{"eps", "1"}, {"min-samples", "3"}}});
  REQUIRE(clusters(fit.model) == 2);
  CHECK(fit.labels[0] == 0);
  const Explanation why = Propagator(neuralize(fit.model, 0), composites::find("paper-v2"))(x);
  laws::equal(why.logit, Vector(logits(fit.model, x).col(0)));
  laws::conserves(why.relevance, why.logit, tolerance::amplified);
}

TEST_CASE("no noise, and one cluster alone: all that is told is why not noise") {
  const Matrix x = samples::normal(40, 2, 8);
  const DbscanFit fit = fit_dbscan(x, {50, 5});
  CHECK(fit.noise == 0);
  CHECK(fit.core == 40);
  CHECK(fit.labels == Labels(40, 0));
  CHECK(fit.model.clusters() == 2);
  const Explanation why = Propagator(neuralize(fit.model, 0), composites::find("paper-v2"))(x);
  CHECK((why.logit.array() > 0).all());
  laws::conserves(why.relevance, why.logit, tolerance::amplified);
}

TEST_CASE("DBSCAN refuses what has no clusters") {
  const Matrix x = samples::normal(20, 2, 8);
  CHECK_THROWS_WITH(fit_dbscan(x, {0, 5}), "fit_dbscan: eps 0 should be positive and finite");
  CHECK_THROWS_WITH(fit_dbscan(x, {-1, 5}), Catch::Contains("eps -1 should be positive"));
  CHECK_THROWS_WITH(fit_dbscan(x, {1, 0}), Catch::Contains("min_samples 0 should be at least 1"));
  CHECK_THROWS_WITH(fit_dbscan(x, {1, 21}), Catch::Contains("min_samples 21 should be at least 1 and at most the 20"));
  CHECK_THROWS_WITH(fit_dbscan(x, {1e-9, 2}), Catch::Contains("all are noise: eps should be larger"));
  CHECK_THROWS_WITH(fit_model("dbscan", x, {.settings = {{"eps", "wide"}}}),
                    "fit_model: eps 'wide' should be a number or auto");
  CHECK_THROWS_WITH(make_dbscan(x, Labels(20, 1), 1), Catch::Contains("cluster 0 has no core points"));
  CHECK_THROWS_WITH(make_dbscan(x, Labels(20, 0), 0), Catch::Contains("eps^2 0 should be positive"));
}
