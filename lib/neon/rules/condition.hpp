#pragma once
#include <neon/rules/stabilised_division.hpp>

#include <algorithm>

namespace neon {

/// How well-conditioned the messages of each point are, the account of their divisions (DivisionAccount): a small or
/// negative denominator amplifies rounding and turns signs.
struct Condition {
  Vector smallest;  ///< [n] smallest |denominator| that carried relevance; infinity: none
  Vector negative;  ///< [n] sum of |relevance| that went through negative denominators
  Vector total;     ///< [n] sum of |relevance| that was divided

  explicit Condition(Index n = 0)
      : smallest(Vector::Constant(n, infinity)), negative(Vector::Zero(n)), total(Vector::Zero(n)) {}

  void add(Index row, const DivisionAccount<double>& account) {
    smallest(row) = std::min(smallest(row), account.smallest);
    negative(row) += account.negative;
    total(row) += account.total;
  }
  /// Share of the relevance that went through negative denominators, 0 where none was divided. [n]
  Vector negative_share() const { return (total.array() > 0).select(negative.array() / total.array(), 0); }
};

}  // namespace neon
