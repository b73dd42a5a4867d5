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

/// To [0, 1]: shift = min, factor = 1 / (max - min); a constant feature has factor 1, and becomes 0.
/// @param x [n, d], finite, n >= 1  @throws Error if not, or if max - min has no inverse among doubles (names the
/// column)
Scaling minmax_scaling(const MatrixView& x);

/// To mean 0 and (population) standard deviation 1; a constant feature, or one that varies by rounding only (see
/// column_spans), has factor 1.
/// @param x [n, d], finite, n >= 1
/// @throws Error if not, or if a deviation has no inverse among doubles (names the column)
Scaling standard_scaling(const MatrixView& x);

}  // namespace neon
