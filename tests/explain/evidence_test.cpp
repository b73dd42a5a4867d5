#include <neon/clustering/models.hpp>
#include <neon/core/error.hpp>
#include <neon/core/vector_math.hpp>
#include <neon/explain/network_evidence.hpp>
#include <neon/neuralize/neuralize.hpp>

#include <numeric>

#include "support/laws.hpp"
#include "support/sample_models.hpp"

using namespace neon;

namespace {

/// The same function without its shortcuts.
Evidence generic(Evidence f) {
  f.segment_shortcut = nullptr;
  f.flip_shortcut = nullptr;
  return f;
}

FlipOrder random_orders(Index n, Index d, std::uint64_t seed) {
  FlipOrder order(n, d);
  for (Index row = 0; row < n; ++row) {
    std::vector<std::int32_t> features(static_cast<std::size_t>(d));
    std::iota(features.begin(), features.end(), 0);
    Random(seed, static_cast<std::uint64_t>(row)).shuffle(features);
    for (Index i = 0; i < d; ++i) order(row, i) = features[static_cast<std::size_t>(i)];
  }
  return order;
}

}  // namespace

TEST_CASE("incremental flips equal re-evaluation") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const Index d = 75;  // more than two blocks of lanes
  const Matrix x = samples::uniform(4, d, seed + 80);
  Matrix root = samples::uniform(4, d, seed + 81);
  for (Index i = 0; i < d; i += 3) root.col(i) = x.col(i);  // flips that change nothing
  root.row(3) = x.row(3);
  const FlipOrder order = random_orders(4, d, seed);
  for (const ClusterModel& model : samples::models(4, d, seed))
    for (Index c = 0; c < 4; ++c) {
      const Evidence f = evidence(neuralize(model, c));
      laws::equal(flip_curves(f, x, root, order), flip_curves(generic(f), x, root, order));
    }
}

TEST_CASE("margins are followed as differences where one is left over beyond whole packets") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const Index clusters = GENERATE(2, 6, 10, 18), d = 150;
  const double beta = GENERATE(0.5, 30.0, infinity);
  const Matrix x = samples::uniform(3, d, seed + 80), root = samples::normal(3, d, seed + 81);
  const FlipOrder order = random_orders(3, d, seed);
  const Evidence f = evidence(neuralize(samples::kmeans(clusters, d, beta, seed), 1));
  laws::equal(flip_curves(f, x, root, order), flip_curves(generic(f), x, root, order));
}

TEST_CASE("flips far from every cluster stay exact") {
  const Matrix x = 1e4 * samples::uniform(3, 40, 90), root = -1e4 * samples::uniform(3, 40, 91);
  const KernelKMeans model = samples::kernel_kmeans(3, 40, 5, 2, 4);
  const Evidence f = evidence(neuralize(model, 1));
  const FlipOrder order = random_orders(3, 40, 5);
  laws::equal(flip_curves(f, x, root, order), flip_curves(generic(f), x, root, order));
}

TEST_CASE("segments of sharp kernels, whose pools leave most terms out, equal the generic computation") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const Evidence f = evidence(neuralize(samples::kernel_kmeans(5, 6, 400, 300, seed), 1));
  const Matrix from = samples::uniform(7, 6, seed + 1), to = samples::uniform(7, 6, seed + 2);
  const Segment fast = segment(f, from, to), slow = segment(generic(f), from, to);
  laws::equal(fast.value(Vector::Constant(7, 0.4)), slow.value(Vector::Constant(7, 0.4)));
  laws::equal(fast.mean_gradient(20), slow.mean_gradient(20));
}

TEST_CASE("segments equal the generic computation") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const Matrix from = samples::uniform(5, 6, seed + 82), to = samples::uniform(5, 6, seed + 83);
  const Vector t{{0, 0.2, 0.5, 0.9, 1}};
  for (const ClusterModel& model : samples::models(4, 6, seed))
    for (Index c = 0; c < 4; ++c) {
      const Evidence f = evidence(neuralize(model, c));
      const Segment fast = segment(f, from, to), slow = segment(generic(f), from, to);
      laws::equal(fast.value(t), slow.value(t));
      laws::equal(fast.mean_gradient(7), slow.mean_gradient(7));
      Matrix sum = Matrix::Zero(5, 6);
      for (Index s = 0; s < 7; ++s) sum += f.gradient(from + (static_cast<double>(s) + 0.5) / 7 * (to - from));
      laws::equal(fast.mean_gradient(7), Matrix(sum / 7));
    }
}

TEST_CASE("networks whose first layer has affine scores have shortcuts, others are evaluated") {
  for (const ClusterModel& model : samples::models(3, 4, 1)) {
    CAPTURE(kind(model));
    const auto* const mixture = model.as<GaussianMixture>();
    const bool affine = !model.as<SphericalKMeans>() && (mixture == nullptr || mixture->shared());
    const Evidence f = evidence(neuralize(model, 0));
    CHECK(static_cast<bool>(f.flip_shortcut) == affine);
    CHECK(static_cast<bool>(f.segment_shortcut) == affine);
    CHECK(static_cast<bool>(f.scores_shortcut) == affine);
    if (!affine) continue;
    const Matrix x = samples::uniform(5, 4, 2);
    laws::equal(f.scores_shortcut->value(f.scores_shortcut->at(x)), f.value(x));
  }
}

TEST_CASE("shortcuts of linkages equal the generic computation") {
  const Linkage linkage = GENERATE(from_range(linkages()));
  const double beta = GENERATE(2.0, infinity);
  const Index d = 70;
  const Matrix x = samples::uniform(4, d, 85), root = samples::normal(4, d, 86);
  const FlipOrder order = random_orders(4, d, 7);
  const Evidence f = evidence(neuralize(samples::agglomerative(3, d, linkage, beta, 3), 1));
  laws::equal(flip_curves(f, x, root, order), flip_curves(generic(f), x, root, order));
  const Segment fast = segment(f, root, x), slow = segment(generic(f), root, x);
  laws::equal(fast.value(Vector::Constant(4, 0.4)), slow.value(Vector::Constant(4, 0.4)));
  laws::equal(fast.mean_gradient(70), slow.mean_gradient(70));
}

TEST_CASE("any function is evidence with a single margin") {
  const Evidence f = make_evidence(
      2, [](const MatrixView& x) -> Vector { return x.rowwise().squaredNorm(); },
      [](const MatrixView& x) -> Matrix { return 2 * x; });
  const Matrix x = samples::normal(5, 2, 3);
  laws::equal(f.value(x), Vector(x.rowwise().squaredNorm()));
  laws::differentiates(f, x);
  laws::equal(segment(f, x, Matrix::Zero(5, 2)).mean_gradient(4), x);
}

TEST_CASE("the vectorised exponential is the exponential") {
  double worst = 0;
  for (double x = -700; x <= 700; x += 0.0137) worst = std::max(worst, std::abs(vector_exp(x) / std::exp(x) - 1));
  CHECK(worst < 4e-16);
  CHECK(vector_exp(0) == 1);
  CHECK(vector_exp(-1e300) == Approx(0).margin(1e-300));
  CHECK(vector_exp(-infinity) == Approx(0).margin(1e-300));
}

TEST_CASE("the vectorised logarithm is the logarithm") {
  double worst = 0;
  for (double x = 1e-300; x < 1e300; x *= 1.37) worst = std::max(worst, std::abs(vector_log(x) / std::log(x) - 1));
  for (double x = 0.5; x < 2; x += 1e-4) worst = std::max(worst, std::abs(vector_log(x) - std::log(x)));
  CHECK(worst < 4e-16);
  CHECK(vector_log(1) == 0);
}

TEST_CASE("shapes of flips and segments are checked") {
  const Evidence f = evidence(neuralize(samples::kmeans(3, 4, 1, 1), 0));
  const Matrix x = Matrix::Zero(2, 4);
  CHECK_THROWS_WITH(flip_curves(f, x, Matrix::Zero(2, 3), random_orders(2, 4, 1)),
                    "flip_curves: root points of shape [2, 3] should be [2, 4]");
  CHECK_THROWS_WITH(flip_curves(f, x, x, random_orders(1, 4, 1)),
                    "flip_curves: orders of shape [1, 4] should be [2, 4]");
  CHECK_THROWS_WITH(segment(f, x, Matrix::Zero(1, 4)), "segment: ends of shapes [2, 4] and [1, 4] should agree");
}
