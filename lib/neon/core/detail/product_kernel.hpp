#pragma once
#include <neon/core/detail/kernel.hpp>

#include <cstddef>

namespace neon {

/// Rows of numbers: the first of them and the distance between rows.
template <class Scalar>
struct Rows {
  Scalar* data;
  std::ptrdiff_t stride;
  Scalar* at(std::ptrdiff_t row, std::ptrdiff_t col) const { return data + row * stride + col; }
};

/// Sizes of a product: [rows, terms] times [terms, cols].
struct ProductSize {
  std::ptrdiff_t rows, terms, cols;
};

/// Behind add_product and scaled_difference, for one instruction set. Sizes are those of a and b; out is [rows, cols].
struct ProductKernel {
  int width;  ///< numbers in a vector
  /// out += a b
  void (*add)(Rows<const double> a, Rows<const double> b, Rows<double> out, ProductSize size);
  /// out = x .* (a b) - a c.  @pre cols >= width
  void (*scaled_difference)(Rows<const double> a, Rows<const double> b, Rows<const double> x, Rows<const double> c,
                            Rows<double> out, ProductSize size);
};

NEON_KERNEL(ProductKernel, product_kernel)

}  // namespace neon
