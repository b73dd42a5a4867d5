// Fast paths of PooledDistances: the logit, its mean gradient and its flips from the scores alone.
#include <neon/core/vector_math.hpp>
#include <neon/network/competitors.hpp>
#include <neon/network/followed_logit.hpp>
#include <neon/network/lane_pools.hpp>
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
    for (Index k = 0; k < clusters(); ++k) {
      double* const d = score.row(row).data() + first(k);
      const Index count = size(k);
      double least = d[0];
      for (Index j = 1; j < count; ++j) least = d[j] < least ? d[j] : least;
      outlier(row, k) = least;
      for (Index j = 0; j < count; ++j) d[j] = stiffness_ * (least - d[j]);
    }
  double* const weight = score.data();
  for (Index j = 0; j < score.size(); ++j) weight[j] = vector_exp(weight[j]);
  for (Index row = 0; row < score.rows(); ++row)
    for (Index k = 0; k < clusters(); ++k)
      outlier(row, k) -= vector_log(score.row(row).segment(first(k), size(k)).sum()) / stiffness_;
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
        for (Index j = first(k); j < first(k + 1); ++j) {
          const double from = sign * start(n, j), slope = sign * end(n, j) - from;
          for (std::size_t t = 0; t < lanes; ++t) rows[static_cast<std::size_t>(j)][t] = from + at.position[t] * slope;
        }
        Lanes outlier = soft_min_shares(rows.data() + first(k), size(k), std::abs(stiffness_));
        for (std::size_t t = 0; t < lanes; ++t) outlier[t] *= sign;
        if (k != cluster_) outliers.push_back(outlier);
      }
      soft_min_shares(outliers.data(), clusters() - 1, pool.stiffness);
      for (Index k = 0; k < clusters(); ++k) {
        Lanes factor = at.counted;
        for (std::size_t t = 0; t < lanes; ++t)
          factor[t] *= k == cluster_ ? -1 : outliers[static_cast<std::size_t>(competitor_column(cluster_, k))][t];
        for (Index j = first(k); j < first(k + 1); ++j) {
          double total = 0;
#pragma omp simd reduction(+ : total)
          for (std::size_t t = 0; t < lanes; ++t) total += factor[t] * rows[static_cast<std::size_t>(j)][t];
          sum(n, j) += total;
        }
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
