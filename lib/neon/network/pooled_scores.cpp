// Fast paths of PooledDistances: the logit, its mean gradient and its flips from the scores alone.
#include <neon/core/detail/exponential_kernel.hpp>
#include <neon/network/competitors.hpp>
#include <neon/network/detail/lane_pools.hpp>
#include <neon/network/followed_logit.hpp>
#include <neon/network/pooled_distances.hpp>

#include <algorithm>
#include <cmath>

namespace neon {
namespace {

/// Position s of `steps` midpoints on [0, 1].
double midpoint(Index s, Index steps) { return (static_cast<double>(s) + 0.5) / static_cast<double>(steps); }

/// Positions of as many midpoints as there are lanes, from `first` on; lanes beyond the last count 0.
struct Midpoints {
  Lanes position{}, counted{};

  Midpoints(Index first, Index steps) {
    for (std::size_t t = 0; t < lanes; ++t) {
      position[t] = midpoint(first + static_cast<Index>(t), steps);
      counted[t] = first + static_cast<Index>(t) < steps ? 1 : 0;
    }
  }
};

}  // namespace

/// The shares, which gradients need, are not kept.
Matrix PooledDistances::from_scores(Matrix score) const {
  if (std::isinf(stiffness_)) return margins_of({{}, {}, hard_outliers(score)});
  Pooling pooling{{}, {}, Matrix(score.rows(), clusters())};
  Matrix& outlier = pooling.outlier;
  for (Index row = 0; row < score.rows(); ++row)
    exponential_kernel().soft_min_groups(score.row(row).data(), begin_.data(), clusters(), stiffness_, false,
                                         outlier.row(row).data());
  return margins_of(pooling);
}

/// Up to `lanes` midpoints are pooled side by side. A maximum is the minimum of the negative scores.
Matrix PooledDistances::mean_score_gradient(const Matrix& start, const Matrix& end, Index steps,
                                            const SoftMin& pool) const {
  const double sign = stiffness_ < 0 ? -1 : 1;
  Matrix sum = Matrix::Zero(start.rows(), members());
  std::vector<Lanes> rows(static_cast<std::size_t>(members())), outliers(static_cast<std::size_t>(clusters()));
  for (Index n = 0; n < start.rows(); ++n)
    for (Index step = 0; step < steps; step += static_cast<Index>(lanes)) {
      const Midpoints at(step, steps);
      outliers.clear();
      for (Index k = 0; k < clusters(); ++k) {  // one cluster's rows at a time stay in the cache
        Lanes* const own = rows.data() + first(k);
        lane_kernel().along(start.row(n).data() + first(k), end.row(n).data() + first(k), sign, at.position.at.data(),
                            size(k), own->at.data());
        Lanes outlier = soft_min_shares(own, size(k), std::abs(stiffness_));
        for (std::size_t t = 0; t < lanes; ++t) outlier[t] *= sign;
        if (k != cluster_) outliers.push_back(outlier);
      }
      soft_min_shares(outliers.data(), clusters() - 1, pool.stiffness);
      for (Index k = 0; k < clusters(); ++k) {
        Lanes factor = at.counted;
        for (std::size_t t = 0; t < lanes; ++t)
          factor[t] *= k == cluster_ ? -1 : outliers[static_cast<std::size_t>(competitor_column(cluster_, k))][t];
        lane_kernel().add_sums(factor.at.data(), rows[static_cast<std::size_t>(first(k))].at.data(), size(k),
                               sum.row(n).data() + first(k));
      }
    }
  return sum / static_cast<double>(steps);
}

std::shared_ptr<const FollowedLogit> PooledDistances::followed(const SoftMin& pool) const {
  if (stiffness_ < 0) return nullptr;
  return std::make_shared<const FollowedLogit>(
      FollowedLogit{PoolPath(-2 * member_, begin_, stiffness_),
                    [own = cluster_, competitors = clusters() - 1, beta = pool.stiffness](Lanes* pools) {
                      const Lanes outlier = pools[own];
                      std::rotate(pools + own, pools + own + 1, pools + competitors + 1);
                      Lanes f = soft_min(pools, competitors, beta);
                      for (std::size_t t = 0; t < lanes; ++t) f[t] -= outlier[t];
                      return f;
                    }});
}

}  // namespace neon
