#include <neon/network/pool_path.hpp>

#include "support/laws.hpp"
#include "support/samples.hpp"
#include "support/slow_networks.hpp"

using namespace neon;

namespace {

/// Flips of single features: which, and by how much, filled up by flips that change nothing.
struct Flips {
  std::vector<std::int32_t> feature;
  std::vector<double> change;

  Flips(Index count, Index features, double size, std::uint64_t seed) {
    Random random(seed);
    for (Index t = 0; t < count; ++t) {
      feature.push_back(static_cast<std::int32_t>(random.below(features)));
      change.push_back(t % 5 == 4 ? 0 : size * random.normal());
    }
    feature.resize(feature.size() + lanes, 0);
    change.resize(change.size() + lanes, 0);
  }
};

/// The pools along the flips, advanced `lanes` at a time.  [count, pools]
Matrix followed(const PoolPath& path, const Vector& scores, const Flips& flips, Index count) {
  PoolWalk walk(path);
  walk.start(scores.data());
  std::vector<Lanes> pools(static_cast<std::size_t>(path.pools()));
  Matrix result(count, path.pools());
  for (Index first = 0; first < count; first += static_cast<Index>(lanes)) {
    const Index size = std::min(static_cast<Index>(lanes), count - first);
    walk.advance(flips.feature.data() + first, flips.change.data() + first, size, pools.data());
    for (Index t = 0; t < size; ++t)
      for (Index g = 0; g < path.pools(); ++g)
        result(first + t, g) = pools[static_cast<std::size_t>(g)][static_cast<std::size_t>(t)];
  }
  return result;
}

/// The same, every score and every pool anew after each flip.
Matrix evaluated(const Matrix& weight, const std::vector<Index>& first, double stiffness, Vector scores,
                 const Flips& flips, Index count) {
  Matrix result(count, static_cast<Index>(first.size()) - 1);
  for (Index t = 0; t < count; ++t) {
    const auto flip = static_cast<std::size_t>(t);
    scores += flips.change[flip] * weight.col(flips.feature[flip]);
    for (Index g = 0; g < result.cols(); ++g) {
      const auto begin = static_cast<std::size_t>(g);
      result(t, g) = slow::soft_min({scores.data() + first[begin], scores.data() + first[begin + 1]}, stiffness);
    }
  }
  return result;
}

}  // namespace

TEST_CASE("pools followed along flips are the pools of the scores after each flip", "[kernels]") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2));
  const double stiffness = GENERATE(0.3, 20.0, infinity);
  // Flips that move exponents little, more, and so much that every one is taken afresh.
  const double size = GENERATE(1e-4, 3e-2, 0.3, 10.0);
  const std::vector<Index> first = GENERATE(std::vector<Index>{0, 1}, std::vector<Index>{0, 2, 3, 20},
                                            std::vector<Index>{0, 40, 75}, std::vector<Index>{0, 9});
  const Index count = GENERATE(1, 64, 150);
  const Index m = first.back(), d = 7;
  const Matrix weight = samples::normal(m, d, seed);
  const Vector scores = samples::normal(m, 1, seed + 1);
  const Flips flips(count, d, size, seed + 2);
  laws::equal(followed(PoolPath(weight, first, stiffness), scores, flips, count),
              evaluated(weight, first, stiffness, scores, flips, count));
}

TEST_CASE("one pool told from its most central score is the same pool", "[kernels]") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2));
  const double stiffness = GENERATE(0.3, 20.0, infinity), size = GENERATE(1e-3, 1.0);
  const Index m = GENERATE(1, 2, 8, 9, 17, 25);
  const Index d = 5, count = 100;
  const Matrix weight = samples::normal(m, d, seed);
  const Vector scores = samples::normal(m, 1, seed + 1);
  const Flips flips(count, d, size, seed + 2);
  laws::equal(followed(PoolPath::of_one_pool(weight, stiffness), scores, flips, count),
              evaluated(weight, {0, m}, stiffness, scores, flips, count));
}
