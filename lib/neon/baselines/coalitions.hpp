#pragma once
#include <neon/core/random.hpp>
#include <neon/explain/evidence.hpp>

namespace neon::baselines {

/// Sets of features, with their weights in a regression.
struct Coalitions {
  Matrix member;  ///< [s, d] 1 where the feature is in, else 0
  Vector weight;  ///< [s]
};

/// All 2^d sets: row m has feature i where bit i of m is set. Weights 0: not for regression.
Matrix all_coalitions(Index d);

/// Sets of 1 to d - 1 features with weights proportional to the Shapley kernel
///   (d - 1) / (binomial(d, |S|) |S| (d - |S|)).
/// Pairs of sizes (1, d - 1), (2, d - 2), ... are taken whole as long as sampling would draw them as often as they have
/// sets; the rest of the budget is drawn, each set with its complement.
/// Source: Lundberg and Lee, NIPS 2017; pairs: Covert and Lee, "Improving KernelSHAP: practical Shapley value
/// estimation using linear regression", AISTATS 2021.
Coalitions kernel_coalitions(Index d, Index budget, Random random);

/// Their values: the mean of f over reference points b with the features of the coalition taken from x,
///   v(S) = mean_b f(x_S, b_rest).
/// @param x [n, d]  @param reference [m, d]  @param member [s, d]  @return [n, s]
Matrix coalition_values(const Evidence& f, const MatrixView& x, const MatrixView& reference, const MatrixView& member);

}  // namespace neon::baselines
