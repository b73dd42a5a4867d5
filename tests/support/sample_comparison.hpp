#pragma once
#include <neon/baselines/baselines.hpp>
#include <neon/compare/leaderboard.hpp>

#include "support/sample_models.hpp"

/// A small comparison: 40 points of a k-means model under NEON, SA, SR and the random control.
namespace neon::samples {

struct Comparison {
  ClusterModel model;
  Matrix x;
  std::vector<Contender> contenders{neon_contender("NEON", composites::find("paper-v2")),
                                    contender(baselines::find("SA")), contender(baselines::find("SR")),
                                    contender(baselines::find("random"))};
  CompareOptions options;

  explicit Comparison(std::uint64_t seed, ClusterModel compared)
      : model(std::move(compared)), x(uniform(40, features(model), seed + 1)) {
    options.roots.box = {0, 1};
    options.roots.search = Search::quick;
    options.resamples = 60;
    options.randomisations = 2;
    options.seed = seed;
  }
  explicit Comparison(std::uint64_t seed) : Comparison(seed, kmeans(4, 6, 5, seed)) {}

  Leaderboard board() const { return compare(model, x, contenders, options); }
};

/// The same numbers bit by bit, gaps included.
inline bool same(const Matrix& a, const Matrix& b) {
  return a.rows() == b.rows() && a.cols() == b.cols() &&
         ((a.array() == b.array()) || (a.array().isNaN() && b.array().isNaN())).all();
}

}  // namespace neon::samples
