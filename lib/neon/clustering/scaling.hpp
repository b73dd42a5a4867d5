#pragma once
#include <neon/core/types.hpp>

namespace neon {

/// Features brought to a common size, element by element:  z_i = (x_i - shift_i) factor_i.
/// Relevance crosses an element-wise map unchanged: what is found for z_i is the relevance of the raw feature x_i.
struct Scaling {
  Vector shift;   ///< [d], in units of x; empty: no scaling, z = x
  Vector factor;  ///< [d], > 0, in 1 / units of x

  bool empty() const { return shift.size() == 0; }
  /// x := z.  @param x [n, d]  @throws Error if x has another number of features
  void apply(Matrix& x) const;
};

/// To [0, 1]: shift = min, factor = 1 / (max - min); a constant feature becomes 0.
/// @param x [n, d], finite, n >= 1  @throws Error if not
Scaling minmax_scaling(const MatrixView& x);

/// To mean 0 and (population) standard deviation 1; a constant feature becomes 0.
/// @param x [n, d], finite, n >= 1  @throws Error if not
Scaling standard_scaling(const MatrixView& x);

}  // namespace neon
