#pragma once
#include <neon/core/types.hpp>

#include <optional>

namespace neon {

/// How an explanation is to be told.
struct Detail {
  bool competitors = false;  ///< also apart by competitor
  /// u with R = x .* u instead of R: where x is a sum of addends, addend .* u is the relevance of each, also where x
  /// is 0. For rules whose messages are proportional to the inputs (affine, z, z-nobias, epsilon, ...).
  bool per_unit = false;
  /// "Why c and not k": the margin over this competitor (column of the margins) takes the logit's place, undivided.
  std::optional<Index> against = {};
};

/// Why each point is (or is not) in the cluster, feature by feature, with how far the numbers can be trusted.
struct Explanation {
  Matrix relevance;  ///< R [n, d], in units of the logit; per unit of x where asked for
  Vector logit;      ///< f_c [n]
  /// sum_i R_i + constant - f_c [n]: 0 to rounding where the rules conserve; else minus what biases kept
  Vector residual;
  Vector smallest_denominator;  ///< [n] smallest |denominator| of the detection layer that carried relevance, as it is,
                                ///< before any stabiliser; infinity where none was divided by (affine rule)
  Vector negative_share;  ///< [n] share of the relevance that crossed the detection layer through negative denominators
  std::vector<Matrix> by_competitor =
      {};  ///< on request: R^(k) [n, d] per competitor (clusters in order, c left out); their sum is R
  /// [n] what goes to no feature but to a constant of the model that is told apart (Network::constant_name);
  /// empty, or 0: nothing
  Vector constant = {};
};

}  // namespace neon
