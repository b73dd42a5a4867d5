#include <neon/clustering/assignment.hpp>
#include <neon/explain/network_evidence.hpp>
#include <neon/explain/propagator.hpp>
#include <neon/neuralize/full_gaussian_network.hpp>
#include <neon/neuralize/gaussian_network.hpp>
#include <neon/roots/root_point.hpp>

#include <cmath>

#include "support/full_mixtures.hpp"
#include "support/laws.hpp"
#include "support/sample_models.hpp"
#include "support/slow_networks.hpp"

using namespace neon;

namespace {

Composite uniform_composite(const Rule& rule) { return {rule.name, "test", rule, rule, rule, rule}; }

/// What the pool hands to each margin: a share of f, or the share itself for the affine rule.
Vector margin_relevance(const Evidence& f, const Eigen::RowVectorXd& x, const Rule& rule) {
  const Matrix h = f.margins(x);
  const std::vector<double> share = slow::shares({h.data(), h.data() + h.size()}, f.beta);
  return (rule.affine ? 1 : f.value(x)(0)) * Eigen::Map<const Vector>(share.data(), h.size());
}

/// (x - mu)_i (S^-1 (x - mu))_i, by the inverse.
Vector parts(const FullGaussianMixture& model, const Eigen::RowVectorXd& x, Index k) {
  const slow::LongMatrix inverse = model.covariance(k).cast<long double>().eval().inverse();
  Vector part(x.size());
  for (Index i = 0; i < x.size(); ++i) {
    long double sum = 0;
    for (Index j = 0; j < x.size(); ++j) sum += inverse(i, j) * (static_cast<long double>(x(j)) - model.means(k, j));
    part(i) = static_cast<double>((static_cast<long double>(x(i)) - model.means(k, i)) * sum);
  }
  return part;
}

/// What a feature has of the two forms, and of the variances.
Vector quadratic_parts(const FullGaussianMixture& model, const Eigen::RowVectorXd& x, Index c, Index k) {
  return 0.5 * (parts(model, x, k) - parts(model, x, c) +
                Vector((model.variance(k).array() / model.variance(c).array()).log().transpose()));
}

/// w_i (x_i - m_i), m the middle of the means.
Vector affine_parts(const FullGaussianMixture& model, const Eigen::RowVectorXd& x, Index c, Index k) {
  const slow::LongMatrix inverse = model.covariance(c).cast<long double>().eval().inverse();
  Vector part = Vector::Zero(x.size());
  for (Index i = 0; i < x.size(); ++i)
    for (Index j = 0; j < x.size(); ++j)
      part(i) += static_cast<double>(inverse(i, j) * (static_cast<long double>(model.means(c, j)) - model.means(k, j)) *
                                     (x(i) - (static_cast<long double>(model.means(c, i)) + model.means(k, i)) / 2));
  return part;
}

/// The symmetrised Kullback-Leibler divergence, feature by feature.
Vector divergence(const FullGaussianMixture& model, Index c, Index k) {
  const slow::LongMatrix of_c = model.covariance(c).cast<long double>(), of_k = model.covariance(k).cast<long double>(),
                         p = of_c.inverse(), q = of_k.inverse();
  Vector part(model.features());
  for (Index i = 0; i < part.size(); ++i) {
    long double sum = -2;
    for (Index j = 0; j < part.size(); ++j)
      sum += p(i, j) * of_k(j, i) + q(i, j) * of_c(j, i) +
             (static_cast<long double>(model.means(c, i)) - model.means(k, i)) * (p(i, j) + q(i, j)) *
                 (static_cast<long double>(model.means(c, j)) - model.means(k, j));
    part(i) = static_cast<double>(sum / 2);
  }
  return part;
}

}  // namespace

TEST_CASE("the logit of a mixture with matrices is the log-odds of its posterior") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const FullGaussianMixture model = samples::full_mixture(4, 3, GENERATE(true, false), seed);
  const Matrix x = samples::uniform(20, 3, seed + 1), f = logits(model.outlier_scores(x), 1);
  for (Index c = 0; c < 4; ++c) {
    const Evidence e = evidence(neuralize(model, c));
    laws::differentiates(e, x);
    laws::equal(e.value(x), Vector(f.col(c)));
    for (Index n = 0; n < x.rows(); ++n) {
      long double others = 0;
      for (Index k = 0; k < 4; ++k)
        if (k != c) others += std::exp(slow::log_density(model, x.row(n), k));
      const double odds = static_cast<double>(slow::log_density(model, x.row(n), c) - std::log(others));
      CHECK(e.value(x.row(n))(0) == Approx(odds).epsilon(tolerance::rounding));
    }
  }
}

TEST_CASE("midpoint relevance of a mixture with matrices: a feature has its part of the margins, and sums are exact") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const Index d = 4, c = 1;
  const FullGaussianMixture model = samples::full_mixture(3, d, GENERATE(true, false), seed);
  const Matrix x = samples::uniform(8, d, seed + 1);
  const Network net = neuralize(model, c);
  const Explanation found = Propagator(net, composites::find("paper-v2"))(x);
  Matrix expected = Matrix::Zero(8, d);
  for (Index n = 0; n < 8; ++n) {
    const Vector r = margin_relevance(evidence(net), x.row(n), rules::midpoint());
    for (Index column = 0; column < 2; ++column) {
      const Index k = competitor_cluster(c, column);
      const Vector tells = divergence(model, c, k);
      const Vector own = model.shared() ? affine_parts(model, x.row(n), c, k) : quadratic_parts(model, x.row(n), c, k);
      const double h = evidence(net).margins(x.row(n))(0, column);
      expected.row(n) += (own + (h - own.sum()) / tells.sum() * tells).transpose() / h * r(column);
    }
  }
  laws::equal(found.relevance, expected, tolerance::amplified);
  laws::conserves(found.relevance, found.logit, tolerance::amplified);
}

TEST_CASE("diagonal matrices are explained as variances, by every rule") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const GaussianMixture diagonal = samples::gaussian_mixture(4, 3, GENERATE(true, false), seed);
  const FullGaussianMixture full = samples::with_matrices(diagonal);
  const Matrix x = samples::uniform(6, 3, seed + 1);
  for (const Rule& rule : rules::all()) {
    if (rule.name == "flat" && !full.shared()) continue;  // it counts inputs, and products are more
    INFO(rule.name);
    laws::equal(Propagator(neuralize(full, 2), uniform_composite(rule))(x).relevance,
                Propagator(neuralize(diagonal, 2), uniform_composite(rule))(x).relevance, tolerance::amplified);
  }
}

TEST_CASE("equal matrices are explained as a shared one, by every rule that reads weights") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const FullGaussianMixture shared = samples::full_mixture(4, 3, true, seed);
  FullGaussianMixture each = shared;
  each.covariances = shared.covariances.replicate(4, 1);
  const Matrix x = samples::uniform(6, 3, seed + 1);
  for (const Rule& rule : rules::all()) {
    // One counts inputs; forms share a product among its two features, which a weight does not.
    if (rule.name == "flat" || rule.midpoint) continue;
    INFO(rule.name);
    laws::equal(Propagator(neuralize(each, 2), uniform_composite(rule))(x).relevance,
                Propagator(neuralize(shared, 2), uniform_composite(rule))(x).relevance, tolerance::amplified);
  }
}

TEST_CASE("every rule reads a layer of quadratic forms as the affine one on x and its products") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const Index d = 3, c = 0;
  const FullGaussianMixture model = samples::full_mixture(3, d, false, seed);
  const Matrix x = samples::uniform(6, d, seed + 1);
  const QuadraticForms layer = full_gaussian_layer(model, c);
  const Linear affine = layer.on_products();
  const Network net = neuralize(model, c);
  for (const Rule& rule : rules::all()) {
    if (rule.midpoint) continue;
    INFO(rule.name);
    const Propagator propagator(net, uniform_composite(rule));
    const Explanation found = propagator(x);
    Matrix expected = Matrix::Zero(6, d);
    for (Index n = 0; n < 6; ++n) {
      Vector products(d + d * d);
      products.head(d) = x.row(n).transpose();
      for (Index i = 0; i < d; ++i)
        for (Index j = 0; j < d; ++j) products(d + i * d + j) = x(n, i) * x(n, j);
      CHECK((affine.weight * products + affine.bias).isApprox(layer.forward(x.row(n)).row(0).transpose(), 1e-9));
      const Vector r = slow::propagate(rule, affine.weight, affine.bias, {}, products,
                                       margin_relevance(evidence(net), x.row(n), rule));
      for (Index i = 0; i < d; ++i) expected(n, i) = r(i) + r.segment(d + i * d, d).sum();
    }
    laws::equal(found.relevance, expected, tolerance::amplified);
    if (!rule.proportional()) continue;
    laws::equal(Matrix(x.cwiseProduct(propagator(x, {.per_unit = true}).relevance)), found.relevance,
                tolerance::amplified);
  }
}

TEST_CASE("a mixture with matrices is exact far from the origin") {
  const FullGaussianMixture near = samples::full_mixture(3, 4, GENERATE(false, true), 5);
  FullGaussianMixture far = near;
  far.means.array() += 1e6;
  const Matrix x = samples::uniform(6, 4, 6);
  const Composite midpoint = composites::find("paper-v2");
  const Explanation here = Propagator(neuralize(near, 1), midpoint)(x),
                    there = Propagator(neuralize(far, 1), midpoint)(x.array() + 1e6);
  laws::equal(there.logit, here.logit, tolerance::oracle);
  laws::equal(there.relevance, here.relevance, tolerance::oracle);
}

TEST_CASE("root points of a mixture with matrices lie on the boundary") {
  const FullGaussianMixture model = samples::full_mixture(4, 3, GENERATE(false, true), 7);
  const Matrix x = samples::uniform(40, 3, 8);
  const Labels cluster = assign(model.outlier_scores(x));
  for (Index n = 0; n < x.rows(); ++n) {
    const Evidence f = evidence(neuralize(model, cluster[static_cast<std::size_t>(n)]));
    if (f.value(x.row(n))(0) <= 0) continue;
    const RootPoints roots = root_points(f, x.row(n));
    CHECK(roots.feasible.front());
    CHECK(std::abs(roots.value[0]) <= tolerance::feasible * f.value(x.row(n))(0));
  }
}

TEST_CASE("networks of mixtures with matrices refuse what does not fit") {
  FullGaussianMixture model = samples::full_mixture(3, 4, false, 1);
  CHECK_THROWS_WITH(neuralize(model, 3), "neuralize: cluster 3 should be in [0, 3)");
  CHECK_THROWS_WITH(tied_gaussian_network(model, 0), "tied_gaussian_network: 3 covariances should be one");
  CHECK_THROWS_WITH(evidence(neuralize(model, 0)).value(Matrix::Zero(1, 5)), Catch::Contains("5 features should be 4"));
  model.beta = 0;
  CHECK_THROWS_WITH(neuralize(model, 0), "neuralize: beta 0 should be positive");
  model.beta = 1;
  model.covariances.conservativeResize(7, 4);
  CHECK_THROWS_WITH(neuralize(model, 0), "neuralize: covariances [7, 4] should be [12, 4] or [4, 4]");
}
