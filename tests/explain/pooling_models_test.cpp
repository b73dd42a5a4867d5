#include <neon/core/error.hpp>
#include <neon/explain/network_evidence.hpp>
#include <neon/explain/propagator.hpp>
#include <neon/neuralize/gaussian_network.hpp>

#include <cmath>

#include "support/laws.hpp"
#include "support/sample_models.hpp"
#include "support/slow_networks.hpp"

using namespace neon;

namespace {

Composite uniform_composite(const Rule& rule) { return {rule.name, "test", rule, rule, rule, rule}; }

/// What the pool hands to each margin: a share of f, or the share itself for the affine rule.
Vector margin_relevance(const Evidence& f, const Eigen::RowVectorXd& x, const Rule& rule) {
  const Matrix h = f.margins(x);
  const std::vector<double> margins(h.data(), h.data() + h.size());
  const std::vector<double> share = slow::shares(margins, f.beta);
  return (rule.affine ? 1 : f.value(x)(0)) * Eigen::Map<const Vector>(share.data(), h.size());
}

}  // namespace

TEST_CASE("relevance of spherical k-means is that of standard k-means on the directions") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const SphericalKMeans model = samples::spherical_kmeans(4, 5, 20, seed);
  const Matrix x = 3 * samples::uniform(6, 5, seed + 1), unit = x.rowwise().normalized();
  const KMeans flat{model.centroids, Vector::Zero(4), model.beta};
  for (const Rule& rule : rules::all()) {
    INFO(rule.name);
    const Propagator sphere(neuralize(model, 1), uniform_composite(rule)),
        plane(neuralize(flat, 1), uniform_composite(rule));
    const Explanation on_sphere = sphere(x, {.competitors = true}), on_plane = plane(unit, {.competitors = true});
    laws::equal(on_sphere.relevance, on_plane.relevance, tolerance::amplified);
    laws::equal(on_sphere.by_competitor[2], on_plane.by_competitor[2], tolerance::amplified);
    if (!rule.proportional()) continue;
    const Matrix per_unit = sphere(x, {.per_unit = true}).relevance;
    laws::equal(Matrix(x.cwiseProduct(per_unit)), on_sphere.relevance, tolerance::amplified);
  }
}

TEST_CASE("midpoint relevance of a mixture is the log density ratio of each feature") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const Index d = 4, c = 1;
  const GaussianMixture model = samples::gaussian_mixture(3, d, GENERATE(true, false), seed);
  const Matrix x = samples::uniform(8, d, seed + 1);
  const Network net = neuralize(model, c);
  const Explanation found = Propagator(net, composites::find("paper-v2"))(x);
  Matrix expected = Matrix::Zero(8, d);
  for (Index n = 0; n < 8; ++n) {
    const Vector r = margin_relevance(evidence(net), x.row(n), rules::midpoint());
    for (Index column = 0; column < 2; ++column) {
      const Index k = competitor_cluster(c, column);
      const double prior = std::log(model.weights[c] / model.weights[k]);
      double total = prior, all = 0;
      Vector ratio(d), tells(d);
      for (Index i = 0; i < d; ++i) {
        const double v = model.variance(c)(i), u = model.variance(k)(i), own = x(n, i) - model.means(c, i),
                     other = x(n, i) - model.means(k, i), apart = model.means(c, i) - model.means(k, i);
        ratio(i) = 0.5 * std::log(u / v) + other * other / (2 * u) - own * own / (2 * v);
        tells(i) = 0.5 * (v / u + u / v - 2 + apart * apart * (1 / u + 1 / v));
        total += ratio(i);
        all += tells(i);
      }
      for (Index i = 0; i < d; ++i) expected(n, i) += (ratio(i) + prior * tells(i) / all) / total * r(column);
    }
  }
  laws::equal(found.relevance, expected, tolerance::amplified);
  laws::conserves(found.relevance, found.logit, tolerance::amplified);
}

TEST_CASE("every rule reads a quadratic detection layer as the affine one on (x, x^2)") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const Index d = 3, c = 0;
  const GaussianMixture model = samples::gaussian_mixture(3, d, false, seed);
  const Matrix x = samples::uniform(6, d, seed + 1);
  const ExpandedAffine layer = quadratic_gaussian_layer(model, c).about(Eigen::RowVectorXd::Zero(d));
  const Network net = neuralize(model, c);
  for (const Rule& rule : rules::all()) {
    if (rule.midpoint) continue;
    INFO(rule.name);
    const Propagator propagator(net, uniform_composite(rule));
    const Explanation found = propagator(x);
    Matrix expected(6, d);
    for (Index n = 0; n < 6; ++n) {
      Vector expanded(2 * d);
      expanded << x.row(n).transpose(), x.row(n).transpose().cwiseAbs2();
      const Vector r = slow::propagate(rule, layer.linear.weight, layer.linear.bias, {}, expanded,
                                       margin_relevance(evidence(net), x.row(n), rule));
      expected.row(n) = r.head(d) + r.tail(d);
    }
    laws::equal(found.relevance, expected, tolerance::amplified);
    if (!rule.proportional()) continue;
    laws::equal(Matrix(x.cwiseProduct(propagator(x, {.per_unit = true}).relevance)), found.relevance,
                tolerance::amplified);
  }
}

TEST_CASE("equal covariances are explained as a shared one, by every rule") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const GaussianMixture shared = samples::gaussian_mixture(4, 3, true, seed);
  GaussianMixture each = shared;
  each.variances = shared.variances.replicate(4, 1);
  const Matrix x = samples::uniform(6, 3, seed + 1);
  for (const Rule& rule : rules::all()) {
    if (rule.name == "flat") continue;  // it counts inputs, and each feature is two
    INFO(rule.name);
    laws::equal(Propagator(neuralize(each, 2), uniform_composite(rule))(x).relevance,
                Propagator(neuralize(shared, 2), uniform_composite(rule))(x).relevance, tolerance::amplified);
  }
}

TEST_CASE("relevance of an agglomerative clustering is that of k-means on the members that stand for their clusters") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const Linkage linkage = GENERATE(from_range(linkages()));
  const Index d = 4, c = 2;
  const Agglomerative model = samples::agglomerative(3, d, linkage, 3, seed);
  const Matrix x = samples::uniform(7, d, seed + 1);
  const Network net = neuralize(model, c);
  for (const Rule& rule : rules::all()) {
    INFO(rule.name << " " << text(linkage));
    const Propagator propagator(net, uniform_composite(rule));
    const Explanation found = propagator(x, {.competitors = true});
    Matrix expected(7, d), first(7, d);
    for (Index n = 0; n < 7; ++n) {
      Matrix prototype(3, d), square(3, d);
      for (Index k = 0; k < 3; ++k) {
        const Matrix points = model.points(k);
        Index winner = 0;
        const Vector distance = (points.rowwise() - x.row(n)).rowwise().squaredNorm();
        if (linkage == Linkage::single) distance.minCoeff(&winner);
        if (linkage == Linkage::complete) distance.maxCoeff(&winner);
        prototype.row(k) = points.row(winner);
        square.row(k) = points.row(winner).cwiseAbs2();
        if (linkage != Linkage::single && linkage != Linkage::complete) prototype.row(k) = points.colwise().mean();
        if (linkage == Linkage::average || linkage == Linkage::average_squared)
          square.row(k) = points.cwiseAbs2().colwise().mean();
        if (linkage == Linkage::ward) square.row(k) = prototype.row(k).cwiseAbs2();
      }
      Matrix w(2, d), root(2, d);
      for (Index k = 0; k < 2; ++k) {
        w.row(k) = 2 * (prototype.row(c) - prototype.row(k));
        root.row(k) = (square.row(c) - square.row(k)).cwiseQuotient(w.row(k));
      }
      const Vector b = -root.cwiseProduct(w).rowwise().sum();
      Vector r = margin_relevance(evidence(net), x.row(n), rule);
      expected.row(n) = slow::propagate(rule, w, b, root, x.row(n), r);
      r(1) = 0;
      first.row(n) = slow::propagate(rule, w, b, root, x.row(n), r);
    }
    laws::equal(found.relevance, expected, tolerance::amplified);
    laws::equal(found.by_competitor[0], first, tolerance::amplified);
    if (!rule.proportional()) continue;
    laws::equal(Matrix(x.cwiseProduct(propagator(x, {.per_unit = true}).relevance)), found.relevance,
                tolerance::amplified);
  }
}

TEST_CASE("a feature that is the same in both clusters says nothing, unless its spread tells") {
  const GaussianMixture narrow{Matrix{{0, 0}, {0, 3}}, Matrix{{1, 1}, {9, 1}}, Vector{{0.5, 0.5}}};
  const Matrix x{{0, 0}, {6, 0}};
  const Matrix r = Propagator(neuralize(narrow, 0), composites::find("paper-v2"))(x).relevance;
  CHECK(r(0, 0) == Approx(std::log(3.0)).epsilon(tolerance::rounding));           // at the mean: for the narrow cluster
  CHECK(r(1, 0) == Approx(std::log(3.0) + 2 - 18).epsilon(tolerance::rounding));  // far out: for the wide one
  CHECK(r(0, 1) == Approx(4.5).epsilon(tolerance::rounding));

  const Agglomerative wide =
      make_agglomerative(Matrix{{-1, 0}, {1, 0}, {-3, 2}, {3, 2}}, {0, 0, 1, 1}, Linkage::average);
  const Matrix s = Propagator(neuralize(wide, 0), composites::find("paper-v2"))(Matrix{{5, 1}}).relevance;
  CHECK(s(0, 0) == Approx(9 - 1).epsilon(tolerance::rounding));
  CHECK(s(0, 1) == Approx(0).margin(tolerance::rounding));
}

TEST_CASE("no points, no explanations") {
  for (const ClusterModel& model : samples::models(3, 2, 1)) {
    CAPTURE(kind(model));
    const Explanation none = Propagator(neuralize(model, 0), composites::find("paper-v2"))(Matrix(0, 2));
    CHECK(none.relevance.rows() == 0);
    CHECK(none.relevance.cols() == 2);
  }
}
