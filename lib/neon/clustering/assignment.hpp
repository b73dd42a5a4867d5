#pragma once
#include <neon/core/types.hpp>

namespace neon {

/// Hard assignment: the cluster of smallest outlier score (ties: the first).  @param outlier [n, K]  @return [n]
Labels assign(const MatrixView& outlier);

/// Soft assignment  P(c|x) = exp(-beta o_c) / sum_k exp(-beta o_k).  @return [n, K], rows sum to 1
Matrix soft_assign(const MatrixView& outlier, double beta);

/// Logits of membership  f_c = softmin^beta_{k != c} (o_k - o_c)  for every cluster; log(P / (1 - P)) = beta f_c.
/// @return [n, K]
Matrix logits(const MatrixView& outlier, double beta);

/// Mean over points of the largest assignment probability.
double mean_top_probability(const MatrixView& outlier, double beta);

/// The stiffness at which the mean top probability is `target` (the paper's way to choose beta); bisection.
/// @param target in (1/K, 1)
/// @throws Error if no beta reaches it (points that tie exactly)
double beta_for_top_probability(const MatrixView& outlier, double target);

}  // namespace neon
