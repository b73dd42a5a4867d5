#pragma once
#include <neon/core/random.hpp>
#include <neon/explain/evidence.hpp>

#include <memory>
#include <mutex>
#include <vector>

namespace neon::baselines {

/// Sets of features, with their weights in a regression.
struct Coalitions {
  Matrix member;  ///< [s, d] 1 where the feature is in, else 0
  Vector weight;  ///< [s]
};

/// All 2^d sets: row m has feature i where bit i of m is set.  @return [2^d, d]
Matrix all_coalitions(Index d);

/// Sets of 1 to d - 1 features with weights proportional to the Shapley kernel
///   (d - 1) / (binomial(d, |S|) |S| (d - |S|)).
/// Pairs of sizes (1, d - 1), (2, d - 2), ... are taken whole as long as sampling would draw them as often as they have
/// sets; the rest of the budget is drawn, each set with its complement.
/// Source: Lundberg and Lee, NIPS 2017; pairs: Covert and Lee, "Improving KernelSHAP: practical Shapley value
/// estimation using linear regression", AISTATS 2021.
Coalitions kernel_coalitions(Index d, Index budget, Random random);

/// Orders of d features, drawn, each followed by its reverse.  @return [2 pairs]
std::vector<Labels> antithetic_orders(Index d, Index pairs, Random random);

/// The values of sets of features: the mean of f over reference points b with the features of the coalition taken from
/// x,
///   v(S) = mean_b f(x_S, b_rest).
/// @param x [n, d]  @param reference [m, d]  @param member [s, d]  @param kept see KeptScores; null: none
/// @return [n, s]
Matrix coalition_values(const Evidence& f, const MatrixView& x, const MatrixView& reference, const MatrixView& member,
                        const std::vector<Matrix>* kept = nullptr);

/// The scores of the reference points with the features of every coalition at their mean: what the values of all points
/// have in common, and costs most for one of them. They are kept, for all threads, when the same function, reference
/// and sets come a second time, up to half a gigabyte.
class KeptScores {
 public:
  /// @param sets a number that tells the sets of so many features apart  @return null: none are kept
  std::shared_ptr<const std::vector<Matrix>> get(const Evidence& f, const Matrix& reference, const Matrix& member,
                                                 std::uint64_t sets);

 private:
  std::mutex mutex_;
  std::shared_ptr<const AffineScores> scores_;
  Matrix reference_;
  std::uint64_t sets_ = 0;
  std::shared_ptr<const std::vector<Matrix>> kept_;
};

}  // namespace neon::baselines
