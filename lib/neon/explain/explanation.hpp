#pragma once
#include <neon/core/types.hpp>

namespace neon {

/// Why each point is (or is not) in the cluster, feature by feature, with how far the numbers can be trusted.
struct Explanation {
  Matrix relevance;             ///< R [n, d], in units of the logit
  Vector logit;                 ///< f_c [n]
  Vector residual;              ///< sum_i R_i - f_c [n]: 0 to rounding where the rules conserve; else what biases kept
  Vector smallest_denominator;  ///< [n] smallest |denominator| of the detection layer that carried relevance
  Vector negative_share;  ///< [n] share of the relevance that crossed the detection layer through negative denominators
  std::vector<Matrix> by_competitor =
      {};  ///< on request: R^(k) [n, d] per competitor (clusters in order, c left out); their sum is R
};

}  // namespace neon
