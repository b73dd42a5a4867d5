#pragma once
#include <neon/core/types.hpp>

#include <algorithm>
#include <cmath>

namespace neon {

/// How well-conditioned the messages of one point are: a small or negative denominator amplifies rounding and turns
/// signs.
struct Condition {
  Vector
      smallest;  ///< [n] smallest |denominator| that carried relevance, in units of the layer's output; infinity: none
  Vector negative;  ///< [n] sum of |relevance| that went through negative denominators
  Vector total;     ///< [n] sum of |relevance| that was divided

  explicit Condition(Index n = 0)
      : smallest(Vector::Constant(n, infinity)), negative(Vector::Zero(n)), total(Vector::Zero(n)) {}

  void note(Index row, double relevance, double denominator) {
    if (relevance == 0) return;
    smallest(row) = std::min(smallest(row), std::abs(denominator));
    total(row) += std::abs(relevance);
    if (denominator < 0) negative(row) += std::abs(relevance);
  }
  /// Share of the relevance that went through negative denominators, 0 where none was divided. [n]
  Vector negative_share() const { return (total.array() > 0).select(negative.array() / total.array().max(1e-300), 0); }
};

}  // namespace neon
