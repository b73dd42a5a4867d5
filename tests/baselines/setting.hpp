#pragma once
#include <neon/baselines/baselines.hpp>
#include <neon/explain/model_background.hpp>
#include <neon/explain/network_evidence.hpp>
#include <neon/roots/root_point.hpp>

#include <numeric>

#include "support/sample_models.hpp"

namespace neon {

/// Points, their root points and numbers, a background, and the evidence of one cluster that the background has points
/// of.
struct Setting {
  Background background;
  Index cluster;
  Evidence evidence;
  Matrix x, root;
  Labels id;

  Setting(const ClusterModel& model, std::uint64_t seed, Index points = 12, Index references = 30)
      : background(model_background(model, samples::uniform(references, features(model), seed + 40))),
        cluster(background.cluster.front()),
        evidence(neon::evidence(neuralize(model, cluster))),
        x(samples::uniform(points, features(model), seed)),
        root(root_points(evidence, x).root),
        id(static_cast<std::size_t>(points)) {
    std::iota(id.begin(), id.end(), Index{1000});
  }
  /// Of a function that is no cluster's; the root points are 0.
  Setting(Evidence f, Matrix points, Matrix references)
      : background{std::move(references), {}, 0},
        cluster(0),
        evidence(std::move(f)),
        x(std::move(points)),
        root(Matrix::Zero(x.rows(), x.cols())),
        id(static_cast<std::size_t>(x.rows())) {
    std::iota(id.begin(), id.end(), Index{1000});
  }

  Question question(std::uint64_t seed = 0) const { return {evidence, x, root, id, seed, cluster, &background}; }
  Attribution ask(const Attributor& method, std::uint64_t seed = 0) const { return method.explain(question(seed)); }
  Matrix relevance(const char* name) const { return ask(baselines::find(name)).relevance; }
};

/// f = w.x + b.
inline Evidence linear_evidence(const Vector& w, double b) {
  return make_evidence(
      w.size(), [=](const MatrixView& x) -> Vector { return (x * w).array() + b; },
      [=](const MatrixView& x) -> Matrix { return w.transpose().replicate(x.rows(), 1); });
}

}  // namespace neon
