#pragma once
#include <neon/core/detail/kernel.hpp>

#include <cstddef>
#include <cstdint>

namespace neon {

/// Columns of a sparse table that stand together: the rows where any of them is not zero, and their values there.
struct SparseGroup {
  static constexpr int size = 3;  ///< times the vectors of a block of the batch: the registers that hold sums
  const std::ptrdiff_t* column;   ///< [size], -1: none
  const std::int32_t* row;        ///< [terms]
  const double* value;            ///< [terms, size]
  std::ptrdiff_t terms;
};

/// Behind SparseTable, for one instruction set.
struct SparseKernel {
  std::ptrdiff_t block_rows;  ///< of the batch at once
  /// out[column] = sum_row value[row, column] a[row], each of block_rows numbers, of which `count` are asked for.
  void (*multiply)(const SparseGroup& group, const double* a, std::ptrdiff_t count, double* out);
};

NEON_KERNEL(SparseKernel, sparse_kernel)

}  // namespace neon
