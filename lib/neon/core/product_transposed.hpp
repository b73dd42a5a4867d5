#pragma once
#include <neon/core/types.hpp>

namespace neon {

/// out += a b^T: add_product with b turned around, which costs little beside the product unless a has few rows.
/// @param a [n, p]  @param b [d, p]  @param out [n, d]  @throws Error if the shapes do not fit
void add_product_transposed(const MatrixView& a, const MatrixView& b, Matrix& out);

}  // namespace neon
