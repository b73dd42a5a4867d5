#include <neon/explain/network_evidence.hpp>
#include <neon/roots/root_point.hpp>

#include <rapidcheck/catch.h>

#include "support/random_models.hpp"
#include "support/tolerances.hpp"

using namespace neon;

namespace {

/// The root points of random points of one cluster of a random model, with and without a box around the points.
struct Case {
  ClusterModel model = samples::any_model();
  Evidence f = evidence(neuralize(model, *rc::gen::inRange<Index>(0, clusters(model))));
  Matrix x = samples::any_points(features(model));
  Box box = *rc::gen::element(Box{}, Box{0, 1}, Box{0, infinity}, Box{-1, 3});
  RootPoints roots = root_points(f, x, {.box = box});
  Vector value = f.value(x);
};

bool certified(const Case& c, Index n) {
  const Eigen::RowVectorXd root = c.roots.root.row(n);
  const double distance = (root - c.x.row(n)).norm(), value = c.f.value(root)[0];
  return c.roots.feasible[static_cast<std::size_t>(n)] && root.allFinite() && root.minCoeff() >= c.box.lower &&
         root.maxCoeff() <= c.box.upper && value <= tolerance::feasible &&
         std::abs(c.roots.value[n] - value) <= tolerance::rounding * (1 + std::abs(value)) &&
         std::abs(c.roots.distance[n] - distance) <= tolerance::rounding * (1 + distance);
}

}  // namespace

TEST_CASE("laws of root points") {
  rc::prop("a root is in the box, has f <= 0 and its distance, or is the point itself and says so", [] {
    const Case c;
    for (Index n = 0; n < c.x.rows(); ++n) {
      if (certified(c, n)) continue;
      RC_ASSERT(!c.roots.feasible[static_cast<std::size_t>(n)]);
      RC_ASSERT(c.value[n] > 0);
      RC_ASSERT(c.roots.root.row(n) == c.x.row(n));
    }
  });
  rc::prop("a point that is not in the cluster is its own root; any other lies before its root on their segment", [] {
    const Case c;
    for (Index n = 0; n < c.x.rows(); ++n) {
      if (c.value[n] <= 0) {
        RC_ASSERT(c.roots.root.row(n) == c.x.row(n));
        RC_ASSERT(c.roots.start[static_cast<std::size_t>(n)] == -1);
      } else if (c.roots.feasible[static_cast<std::size_t>(n)]) {
        RC_ASSERT(c.roots.distance[n] > 0);
        RC_ASSERT(c.roots.value[n] >= -tolerance::feasible * std::max(1.0, c.value[n]));
      }
    }
  });
  rc::prop("a box can only move roots away from their points", [] {
    const ClusterModel model = samples::any_centroids();
    const Evidence f = evidence(neuralize(model, 0));
    const Matrix x = samples::any_points(features(model));
    const RootPoints free = root_points(f, x), boxed = root_points(f, x, {.box = {0, 1}});
    for (Index n = 0; n < x.rows(); ++n) {
      RC_ASSERT(free.feasible[static_cast<std::size_t>(n)]);
      if (boxed.feasible[static_cast<std::size_t>(n)])
        RC_ASSERT(free.distance[n] <= boxed.distance[n] * (1 + tolerance::oracle));
    }
  });
  rc::prop("a thorough search is never worse than a quick one", [] {
    const Case c;
    const RootPoints quick = root_points(c.f, c.x, {.box = c.box, .search = Search::quick});
    for (Index n = 0; n < c.x.rows(); ++n)
      if (quick.feasible[static_cast<std::size_t>(n)])
        RC_ASSERT(c.roots.distance[n] <= quick.distance[n] * (1 + tolerance::oracle) + tolerance::feasible);
  });
}

TEST_CASE("laws of root points of standard k-means") {
  rc::prop("hard: where the nearest face is met", [] {
    const ClusterModel model = samples::any_centroids(infinity);
    const StandardNetwork network = neuralize(model.get<KMeans>(), 0);
    const Matrix x = samples::any_points(features(model)), h = network.detection.forward(x);
    const RootPoints roots = root_points(evidence(network), x);
    const Vector slope = network.detection.weight.rowwise().norm();
    for (Index n = 0; n < x.rows(); ++n) {
      const double face = std::max(0.0, (h.row(n).array() / slope.transpose().array()).minCoeff());
      RC_ASSERT(std::abs(roots.distance[n] - face) <= tolerance::rounding * (1 + face));
    }
  });
  rc::prop("moving everything moves the roots along", [] {
    const KMeans model = samples::any_centroids().get<KMeans>();
    const Eigen::RowVectorXd shift = samples::normal(1, features(model), 1);
    const KMeans moved{model.centroids.rowwise() + shift, model.offset, model.beta};
    const Matrix x = samples::any_points(features(model));
    const RootPoints there = root_points(evidence(neuralize(moved, 0)), x.rowwise() + shift);
    const RootPoints here = root_points(evidence(neuralize(model, 0)), x);
    RC_ASSERT((there.distance - here.distance).cwiseAbs().maxCoeff() <= tolerance::oracle);
  });
}
