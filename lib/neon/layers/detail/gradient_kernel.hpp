#pragma once
#include <neon/core/detail/kernel.hpp>

#include <cstddef>

namespace neon {

/// Where the gradients around one row of locations begin: above and left of the first, with a border of zeros.
struct GradientRow {
  const float* corner;
  std::ptrdiff_t blocks;      ///< of channels
  std::ptrdiff_t block_step;  ///< from a block to the next
  std::ptrdiff_t row_step;    ///< from a row of locations to the next
};

/// Behind FirstGradient, for one instruction set.
struct GradientKernel {
  /// Inputs and locations worked on at once: as many sums as there are vector registers to hold them.
  static constexpr std::ptrdiff_t inputs = 6, columns = 4;
  static constexpr std::ptrdiff_t kernel = 3;  ///< places of the convolution, across and down

  /// dx_i(p) = sum_o sum_q w_oi(q) dy_o(p - q + 1) along a row of `width` locations.
  /// @param gradient readable up to the whole `columns` after the last location
  /// @param weight [blocks, kernel, kernel, inputs, block]  @param count of inputs asked for
  /// @param out [count] where each input's row of locations begins
  using Row = void (*)(const GradientRow& gradient, const float* weight, std::ptrdiff_t width, std::ptrdiff_t count,
                       float* const* out);
  Row row_8, row_16;  ///< blocks of 8 and of 16 channels
};

NEON_KERNEL(GradientKernel, gradient_kernel)

}  // namespace neon
