#pragma once
#include <neon/core/detail/kernel.hpp>

#include <cstddef>

namespace neon {

/// Behind transpose(), for one instruction set.
struct TransposeKernel {
  void (*turn)(const double* from, std::ptrdiff_t from_stride, std::ptrdiff_t rows, std::ptrdiff_t cols, double* to,
               std::ptrdiff_t to_stride, bool add);
};

NEON_KERNEL(TransposeKernel, transpose_kernel)

}  // namespace neon
