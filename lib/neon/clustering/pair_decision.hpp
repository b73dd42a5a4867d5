#pragma once
#include <neon/core/types.hpp>

#include <string_view>
#include <vector>

namespace neon {

/// How machines that tell two classes from each other decide among several.
enum class MulticlassRule {
  one_vs_one,  ///< every pair has a machine, and votes; of several with the most votes the first class wins (libsvm)
  one_vs_rest  ///< every class has a machine; the largest decision value wins
};
std::string_view text(MulticlassRule rule);
/// @throws Error naming those that there are
MulticlassRule multiclass_rule_named(std::string_view name);

/// A margin between two classes, told for the one that it favours where it is above 0.
struct PairMargin {
  double value = 0;  ///< G
  Index favoured = 0;
  Index other = 0;
};

/// Number of the pair a < b in the order (0, 1), (0, 2), ..., (1, 2), ..., which is libsvm's.
inline Index pair_number(Index a, Index b, Index classes) { return a * (2 * classes - a - 1) / 2 + (b - a - 1); }
inline Index pair_count(Index classes) { return classes * (classes - 1) / 2; }

/// The margin of class c over class j at a point, from those of all pairs, G_ab = -G_ba:
///   one-vs-rest   h_j = G_cj
///   one-vs-one    h_j = max_m min( G_c^(m), -G_j^(m) ),    m = 1 ... K - 1     if c > j
///                 h_j = max_m min( G_c^(m), -G_j^(m+1) ),  m = 0 ... K - 1     if c < j
/// with G_c^(m) the m-th largest margin of c over another class; G^(0) = infinity, G^(K) = -infinity. c has at least m
/// votes where G_c^(m) > 0, and j at most m - 1 where -G_j^(m) > 0: h_j > 0 where c has more votes than j, or as many
/// and comes first, so that c wins exactly where all its h_j are above 0. With two classes h_j = G_cj. Each is one of
/// the pairs' margins, and antisymmetric in c and j.
class PairDecision {
 public:
  /// @param margins G_ab of every pair a < b, by pair_number
  PairDecision(MulticlassRule rule, const double* margins, Index classes);

  PairMargin margin(Index c, Index j) const;

 private:
  const std::vector<PairMargin>& of(Index c) const { return sorted_[static_cast<std::size_t>(c)]; }

  MulticlassRule rule_;
  const double* margins_;
  Index classes_;
  std::vector<std::vector<PairMargin>> sorted_;  // [K][K - 1] of each class, the largest first; one-vs-rest: empty
};

}  // namespace neon
