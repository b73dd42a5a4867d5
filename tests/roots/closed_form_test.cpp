#include <neon/explain/network_evidence.hpp>
#include <neon/roots/box_projection.hpp>

#include "support/laws.hpp"
#include "support/sample_models.hpp"

using namespace neon;

TEST_CASE("hard standard k-means: the root is the projection on the nearest face") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3, 4, 5));
  const Index d = GENERATE(2, 5, 30);
  const StandardNetwork network = neuralize(samples::kmeans(6, d, infinity, seed), 2);
  const Matrix x = samples::uniform(80, d, seed + 10);
  const Matrix h = network.detection.forward(x);
  const Vector slope = network.detection.weight.rowwise().norm();

  const RootPoints roots = root_points(evidence(network), x);
  for (Index n = 0; n < x.rows(); ++n) {
    if (h.row(n).minCoeff() <= 0) continue;
    Index nearest = 0;
    const double distance = (h.row(n).array() / slope.transpose().array()).minCoeff(&nearest);
    CHECK(roots.distance[n] == Approx(distance).epsilon(tolerance::rounding));
    const Eigen::RowVectorXd face =
        x.row(n) - h(n, nearest) / (slope[nearest] * slope[nearest]) * network.detection.weight.row(nearest);
    laws::equal(Eigen::RowVectorXd(roots.root.row(n)), face);
  }
}

TEST_CASE("hard standard k-means in a box: the nearest of the exact projections on the faces") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3, 4, 5));
  const Index d = GENERATE(3, 12);
  const Box box = GENERATE(Box{0, 1}, Box{0, infinity});
  KMeans model = samples::kmeans(6, d, infinity, seed);
  model.centroids.row(2).setConstant(0.1);
  const StandardNetwork network = neuralize(model, 2);
  const Matrix x = 0.4 * samples::uniform(80, d, seed + 10);
  const Matrix h = network.detection.forward(x);

  const RootPoints roots = root_points(evidence(network), x, {.box = box});
  for (Index n = 0; n < x.rows(); ++n) {
    if (h.row(n).minCoeff() <= 0) continue;
    double distance = infinity;
    Eigen::RowVectorXd z(d);
    const Eigen::RowVectorXd lower = box.lower - x.row(n).array(), upper = box.upper - x.row(n).array();
    for (Index k = 0; k < h.cols(); ++k)
      if (project_on_half_space(network.detection.weight.row(k), -h(n, k), lower, upper, z) < infinity)
        distance = std::min(distance, z.norm());
    REQUIRE(distance < infinity);
    CHECK(roots.distance[n] == Approx(distance).epsilon(tolerance::rounding));
  }
}

namespace {

/// side * (1 - ‖x‖^2): the boundary is the unit sphere, seen from inside (side = 1) or outside (side = -1).
Evidence unit_sphere(Index d, double side) {
  return make_evidence(
      d, [side](const MatrixView& x) -> Vector { return side * (1 - x.rowwise().squaredNorm().array()); },
      [side](const MatrixView& x) -> Matrix { return -2 * side * x; });
}

}  // namespace

TEST_CASE("curved boundaries: the nearest point of a sphere from either side") {
  const Index d = GENERATE(2, 10);
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const Matrix direction = samples::normal(20, d, seed).rowwise().normalized();
  const double radius = GENERATE(0.1, 0.5, 0.99, 1.01, 2.0, 30.0);
  const RootPoints roots = root_points(unit_sphere(d, radius < 1 ? 1 : -1), radius * direction);
  laws::equal(roots.distance, Vector(Vector::Constant(20, std::abs(radius - 1))), tolerance::oracle);
}

TEST_CASE("a point whose gradients vanish still finds a root") {
  const RootPoints roots = root_points(unit_sphere(4, 1), Matrix::Zero(2, 4));
  laws::equal(roots.distance, Vector(Vector::Ones(2)), tolerance::feasible);
  CHECK(roots.feasible == std::vector<char>{1, 1});
}
