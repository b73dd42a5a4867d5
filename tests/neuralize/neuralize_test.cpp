#include <neon/clustering/assignment.hpp>
#include <neon/clustering/models.hpp>
#include <neon/core/error.hpp>
#include <neon/explain/network_evidence.hpp>
#include <neon/neuralize/distance_network.hpp>
#include <neon/neuralize/neuralize.hpp>

#include "support/laws.hpp"
#include "support/sample_neighbours.hpp"
#include "support/slow_networks.hpp"

using namespace neon;

namespace {

/// o_k - o_c from the model's own scores: distances, softmin^gamma per cluster, differences.
Matrix naive_margins(const KernelKMeans& model, const Matrix& x, Index c) {
  const Matrix outlier = model.outlier_scores(x);
  Matrix h(x.rows(), model.clusters() - 1);
  for (Index column = 0; column < h.cols(); ++column)
    h.col(column) = outlier.col(competitor_cluster(c, column)) - outlier.col(c);
  return h;
}

}  // namespace

TEST_CASE("the network's logit is the model's: log P / (1 - P) = beta f") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const Matrix x = samples::uniform(12, 6, seed + 40);
  for (const ClusterModel& model : samples::all_models(4, 6, seed)) {
    CAPTURE(kind(model));
    const Matrix outlier = outlier_scores(model, x);
    const Matrix logit = logits(model, x);
    for (Index c = 0; c < clusters(model); ++c) {
      const Vector f = evidence(neuralize(model, c)).value(x);
      laws::equal(f, Vector(logit.col(c)));
      if (std::isinf(beta(model))) continue;
      const Matrix p = soft_assign(outlier, beta(model));
      for (Index n = 0; n < x.rows(); ++n) {
        CHECK(std::log(p(n, c) / (1 - p(n, c))) == Approx(beta(model) * f(n)).epsilon(1e-8).margin(1e-8));
        CHECK((f(n) > 0) == (p(n, c) > 0.5));
      }
    }
  }
}

TEST_CASE("positive evidence means every margin is at least the evidence") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const Matrix x = samples::uniform(40, 6, seed + 41);
  for (const ClusterModel& model : samples::all_models(3, 6, seed))
    for (Index c = 0; c < clusters(model); ++c) {
      const Evidence f = evidence(neuralize(model, c));
      const Matrix h = f.margins(x);
      const Vector value = f.value(x);
      for (Index n = 0; n < x.rows(); ++n) CHECK(value(n) <= h.row(n).minCoeff());
    }
}

TEST_CASE("naive, improved and neuron-by-neuron kernel networks agree") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const KernelKMeans model = samples::kernel_kmeans(4, 5, 3, 7, seed);
  const Matrix x = samples::uniform(10, 5, seed + 42);
  for (Index c = 0; c < 4; ++c) {
    const PooledDistances improved = pooled_distances(model, c);
    const Matrix naive = naive_margins(model, x, c);
    const Vector f = SoftMin{model.beta}.forward(naive);
    laws::equal(improved.forward(x), naive);
    laws::equal(evidence(neuralize(model, c)).value(x), f);
    for (Index n = 0; n < x.rows(); ++n) {
      const slow::KernelNeurons neurons = slow::kernel_neurons(model, c, x.row(n));
      CHECK(f(n) == Approx(neurons.f).epsilon(tolerance::rounding));
      Index column = 0;
      for (Index k = 0; k < 4; ++k) {
        if (k == c) continue;
        const Matrix a = improved.pair_layer(k).forward(x.row(n));
        const Matrix& expected = neurons.a[static_cast<std::size_t>(column++)];
        laws::equal(a, Matrix(Eigen::Map<const Matrix>(expected.data(), 1, expected.size())));
      }
    }
  }
}

TEST_CASE("the gradient of every network is its derivative") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const Matrix x = samples::uniform(6, 5, seed + 43);
  for (const ClusterModel& model : samples::all_models(3, 5, seed))
    for (Index c = 0; c < clusters(model); ++c) laws::differentiates(evidence(neuralize(model, c)), x);
}

TEST_CASE("two points by hand") {
  // mu_0 = 0, mu_1 = (2, 0): h = 2 (mu_0 - mu_1).x + 4 = 4 - 4 x_1
  const KMeans model{Matrix{{0, 0}, {2, 0}}, Vector::Zero(2), infinity};
  const StandardNetwork net = neuralize(model, 0);
  CHECK(net.detection.weight == Matrix{{-4, 0}});
  CHECK(net.detection.origin == Eigen::RowVectorXd{{1, 0}});
  CHECK(net.detection.bias == Vector{{0}});
  CHECK(net.detection.forward(Matrix::Zero(1, 2)) == Matrix{{4}});
  CHECK(net.root == Matrix{{0, 0}});
  CHECK(evidence(net).value(Matrix{{0.25, 7}})(0) == 3);
}

TEST_CASE("without biases the detection layer has none and its root point lies on the boundary") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const StandardNetwork net = neuralize(without_bias(samples::kmeans(4, 5, 2, seed)), 1);
  CHECK(net.detection.forward(Matrix::Zero(1, 5)).cwiseAbs().maxCoeff() <= tolerance::rounding);
  const Matrix h = net.detection.forward(net.root.rowwise() + net.detection.origin);
  CHECK(h.diagonal().cwiseAbs().maxCoeff() <= tolerance::rounding);
}

TEST_CASE("bad models and clusters are refused") {
  const KMeans model = samples::kmeans(3, 2, 1, 1);
  CHECK_THROWS_WITH(neuralize(model, 3), "neuralize: cluster 3 should be in [0, 3)");
  CHECK_THROWS_WITH(neuralize(model, -1), "neuralize: cluster -1 should be in [0, 3)");
  CHECK_THROWS_WITH(neuralize(KMeans{Matrix::Ones(1, 2), Vector::Zero(1), 1}, 0),
                    "neuralize: 1 clusters should be at least 2");
  CHECK_THROWS_WITH(neuralize(KMeans{model.centroids, model.offset, 0}, 0), "neuralize: beta 0 should be positive");
  CHECK_THROWS_WITH(neuralize(KMeans{model.centroids, model.offset, std::nan("")}, 0),
                    "neuralize: beta nan should be positive");
  CHECK_THROWS_AS(neuralize(samples::kernel_kmeans(3, 2, 1, 1, 1), 7), Error);
  CHECK_THROWS_WITH(evidence(neuralize(samples::kernel_kmeans(3, 2, 1, 1, 1), 0)).value(Matrix::Zero(1, 5)),
                    "pooled distances: 5 features should be 2");
}

TEST_CASE("gradients of many support vectors go by clusters, of few by their shares: the same sums") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const KernelKMeans model = samples::kernel_kmeans(4, 2, 3, 5, seed);  // 14 support vectors, 4 x 2 numbers of centres
  REQUIRE(model.support.rows() >= model.clusters() * model.features());
  const Matrix x = samples::uniform(9, 2, seed + 1);
  Matrix weight = samples::normal(9, 3, seed + 2);
  weight.col(1).setZero();
  for (Index c = 0; c < 4; ++c) {
    const PooledDistances layer = pooled_distances(model, c);
    laws::equal(layer.pullback(x, weight), layer.back_from_scores(layer.score_gradient(layer.pooling(x), weight)));
    laws::differentiates(evidence(neuralize(model, c)), x);
  }
}
