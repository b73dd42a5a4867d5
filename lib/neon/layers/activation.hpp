#pragma once
#include <neon/core/types.hpp>

namespace neon {

/// g(x) = max(0, x) - 0.75 max(0, x - 1): a rectifier whose slope drops to 1/4 above 1, which gathers the data in
/// compact clusters. Never negative.  Source: NEON paper, Sec. 5.1.
struct SaturatingRelu {
  static constexpr double knee = 1, damping = 0.75;

  static Matrix of(const MatrixView& x) { return x.array().max(0) - damping * (x.array() - knee).max(0); }
  static void apply(Matrix& x) { x = x.array().max(0) - damping * (x.array() - knee).max(0); }
  /// g'(x); 0 at x = 0, 1 at the knee.
  static void derivative(Matrix& x) {
    x = (x.array() > 0).cast<double>() - damping * (x.array() > knee).cast<double>();
  }
};

}  // namespace neon
