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
    add(row, std::abs(denominator), denominator < 0 ? std::abs(relevance) : 0, std::abs(relevance));
  }
  /// Several messages at once: their smallest |denominator|, |relevance| through negative ones, |relevance| in all.
  void add(Index row, double smallest_of_them, double through_negative, double in_all) {
    smallest(row) = std::min(smallest(row), smallest_of_them);
    negative(row) += through_negative;
    total(row) += in_all;
  }
  /// Share of the relevance that went through negative denominators, 0 where none was divided. [n]
  Vector negative_share() const { return (total.array() > 0).select(negative.array() / total.array().max(1e-300), 0); }
};

}  // namespace neon
