#include <neon/clustering/assignment.hpp>
#include <neon/clustering/models.hpp>
#include <neon/core/error.hpp>
#include <neon/explain/network_evidence.hpp>
#include <neon/neuralize/distance_network.hpp>
#include <neon/neuralize/gaussian_network.hpp>
#include <neon/neuralize/neuralize.hpp>

#include <cmath>

#include "support/laws.hpp"
#include "support/sample_models.hpp"

using namespace neon;

namespace {

/// log( pi_k N(x | mu_k, v_k) ), factor by factor.
double log_density(const GaussianMixture& model, const Eigen::RowVectorXd& x, Index k) {
  double sum = std::log(model.weights[k]);
  for (Index i = 0; i < x.size(); ++i) {
    const double v = model.variance(k)(i), apart = x(i) - model.means(k, i);
    sum += -0.5 * std::log(2 * std::acos(-1.0) * v) - apart * apart / (2 * v);
  }
  return sum;
}

}  // namespace

TEST_CASE("the logit of a mixture's network is the log-odds of its posterior") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const GaussianMixture model = samples::gaussian_mixture(4, 3, GENERATE(true, false), seed);
  const Matrix x = samples::uniform(20, 3, seed + 1);
  for (Index c = 0; c < 4; ++c) {
    const Vector f = evidence(neuralize(model, c)).value(x);
    for (Index n = 0; n < x.rows(); ++n) {
      long double others = 0;
      for (Index k = 0; k < 4; ++k)
        if (k != c) others += std::exp(static_cast<long double>(log_density(model, x.row(n), k)));
      const double odds = static_cast<double>(log_density(model, x.row(n), c) - std::log(others));
      CHECK(f(n) == Approx(odds).epsilon(tolerance::rounding));
    }
  }
}

TEST_CASE("equal covariances are a shared one") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const GaussianMixture shared = samples::gaussian_mixture(4, 3, true, seed);
  GaussianMixture each = shared;
  each.variances = shared.variances.replicate(4, 1);
  const Matrix x = samples::uniform(9, 3, seed + 1);
  for (Index c = 0; c < 4; ++c) {
    const StandardNetwork affine = shared_gaussian_network(shared, c);
    const ExpandedAffine quadratic = quadratic_gaussian_layer(each, c);
    laws::equal(quadratic.forward(x), affine.detection.forward(x));
    laws::equal(quadratic.about(Eigen::RowVectorXd::Constant(3, 0.7)).forward(x), affine.detection.forward(x));
    const Matrix root = affine.root.rowwise() + affine.detection.origin,
                 at_root = root.cwiseProduct(affine.detection.weight);
    laws::equal(Matrix(-quadratic.about(Eigen::RowVectorXd::Zero(3)).constant), at_root);
    laws::equal(affine.detection.forward(root).diagonal().eval(), Vector(Vector::Zero(3)));
  }
}

TEST_CASE("a feature's part of the bias vanishes where its two densities cross, the prior goes to features that tell") {
  // One feature, standard deviations 1 and 2: the densities cross at x^2 (1 - 1/4) = 2 log 2.
  const GaussianMixture model{Matrix::Zero(2, 2), Matrix{{1, 1}, {4, 1}}, Vector{{0.5, 0.5}}};
  const ExpandedAffine layer = quadratic_gaussian_layer(model, 0);
  const double crossing = std::sqrt(2 * std::log(2.0) / 0.75);
  CHECK(layer.forward(Matrix{{crossing, 3}})(0) == Approx(0).margin(tolerance::rounding));
  CHECK(layer.constant(0, 0) == Approx(std::log(2.0)).epsilon(tolerance::rounding));
  CHECK(layer.constant(0, 1) == 0);

  GaussianMixture unequal = model;
  unequal.weights = Vector{{0.8, 0.2}};
  const ExpandedAffine prior = quadratic_gaussian_layer(unequal, 0);
  CHECK(prior.constant(0, 0) == Approx(std::log(2.0) + std::log(4.0)).epsilon(tolerance::rounding));
  CHECK(prior.constant(0, 1) == 0);
  unequal.variances.setOnes();
  CHECK(quadratic_gaussian_layer(unequal, 0).constant(0, 1) == Approx(std::log(2.0)).epsilon(tolerance::rounding));
}

TEST_CASE("linkage pools over pairs of members, and kernel k-means tends to single linkage") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const Linkage linkage = GENERATE(from_range(linkages()));
  const Agglomerative model = samples::agglomerative(3, 4, linkage, 2, seed);
  const Matrix x = samples::uniform(12, 4, seed + 1);
  for (Index c = 0; c < 3; ++c) {
    const Matrix h = neuralize(model, c).margins(x);
    for (Index n = 0; n < x.rows(); ++n)
      for (Index column = 0; column < 2; ++column) {
        const Index k = competitor_cluster(c, column);
        Matrix a(model.size(k), model.size(c));
        for (Index j = 0; j < a.rows(); ++j)
          for (Index i = 0; i < a.cols(); ++i)
            a(j, i) =
                (x.row(n) - model.points(k).row(j)).squaredNorm() - (x.row(n) - model.points(c).row(i)).squaredNorm();
        const double expected = linkage == Linkage::single     ? a.rowwise().maxCoeff().minCoeff()
                                : linkage == Linkage::complete ? a.rowwise().minCoeff().maxCoeff()
                                : linkage == Linkage::ward
                                    ? (x.row(n) - model.points(k).colwise().mean()).squaredNorm() -
                                          (x.row(n) - model.points(c).colwise().mean()).squaredNorm()
                                    : a.mean();
        CHECK(h(n, column) == Approx(expected).epsilon(tolerance::rounding).margin(tolerance::rounding));
      }
    if (linkage != Linkage::single) continue;
    const KernelKMeans kernel = make_kernel_kmeans(model.members, model.cluster_of(), 1e6, 2);
    laws::equal(neuralize(kernel, c).margins(x), h, 1e-5);
  }
}

TEST_CASE("members that tie stand for their cluster together") {
  const Agglomerative model = make_agglomerative(Matrix{{-1, 0}, {1, 0}, {5, 5}}, {0, 0, 1}, Linkage::single);
  const PooledDistances layer = pooled_distances(model, 0);
  const Matrix x{{0, 2}};
  CHECK(layer.pooling(x).share == Matrix{{0.5, 0.5, 1}});
  CHECK(layer.forward(x)(0) == 34 - 5);
  CHECK(layer.pullback(x, Matrix::Ones(1, 1)) == Matrix{{-10, -10}});
}

TEST_CASE("the length of a point does not matter to a spherical network, a point at 0 has margins 0") {
  const Network net = neuralize(samples::spherical_kmeans(4, 3, 20, 1), 2);
  const Matrix x = samples::uniform(8, 3, 2);
  laws::equal(net.margins(3 * x), net.margins(x));
  const Matrix gradient = net.pullback(x, Matrix::Ones(8, 3));
  laws::equal(Vector(gradient.cwiseProduct(x).rowwise().sum()), Vector(Vector::Zero(8)));
  CHECK(net.margins(Matrix::Zero(1, 3)).cwiseAbs().maxCoeff() <= tolerance::rounding);
  CHECK(net.pullback(Matrix::Zero(1, 3), Matrix::Ones(1, 3)).isZero(0));
}

TEST_CASE("a quadratic network is exact far from the origin") {
  const GaussianMixture near = samples::gaussian_mixture(3, 4, false, 5);
  GaussianMixture far = near;
  far.means.array() += 1e6;
  const Matrix x = samples::uniform(6, 4, 6);
  laws::equal(quadratic_gaussian_layer(far, 1).forward(x.array() + 1e6), quadratic_gaussian_layer(near, 1).forward(x),
              tolerance::oracle);
}

TEST_CASE("every network refuses clusters, stiffness and points that do not fit") {
  for (const ClusterModel& model : samples::models(3, 4, 1)) {
    CAPTURE(kind(model));
    CHECK_THROWS_WITH(neuralize(model, 3), "neuralize: cluster 3 should be in [0, 3)");
    CHECK_THROWS_WITH(neuralize(model, -1), "neuralize: cluster -1 should be in [0, 3)");
    ClusterModel soft = model;
    soft.set_beta(0);
    CHECK_THROWS_WITH(neuralize(soft, 0), "neuralize: beta 0 should be positive");
    CHECK(neuralize(model, 2).cluster == 2);
    CHECK_THROWS_WITH(evidence(neuralize(model, 0)).value(Matrix::Zero(1, 5)),
                      Catch::Contains("5 features should be 4"));
  }
  GaussianMixture mixture = samples::gaussian_mixture(3, 4, false, 1);
  CHECK_THROWS_WITH(shared_gaussian_network(mixture, 0), Catch::Contains("3 covariances should be one"));
  mixture.variances.conservativeResize(2, 4);
  CHECK_THROWS_WITH(neuralize(mixture, 0), "neuralize: variances [2, 4] should be [3, 4] or [1, 4]");
}
