#pragma once
#include <neon/core/detail/kernel.hpp>

#include <cstddef>
#include <cstdint>

namespace neon {

/// The grid of a PoolPath, as its kernel reads it.
struct PoolGrid {
  double stiffness, scale;
  std::ptrdiff_t rows, columns, pools;
  const std::ptrdiff_t* first_column;  ///< [pools + 1]
  const double* shift;                 ///< [d, slots]
  const double* reach;                 ///< [d]
  const double* origin_shift;          ///< [d], null: scores are not told from an origin
  std::ptrdiff_t slots() const { return rows * columns; }
};

/// The numbers of a PoolWalk.
struct PoolState {
  double *scaled, *weight;                     ///< [slots]
  double* reference;                           ///< [columns]
  double* sum;                                 ///< [lanes, columns]
  double* column;                              ///< [columns, width]
  double *reaches, *origins, *origin_weights;  ///< [lanes]
  double* references;                          ///< [pools, lanes]
  double reach, origin;
};

/// Behind PoolPath, for one instruction set.
struct PoolKernel {
  int width;  ///< numbers in a vector: columns of a grid are filled up to whole vectors
  /// PoolWalk::advance.  @param value [pools, lanes] written
  void (*advance)(const PoolGrid& grid, PoolState& state, const std::int32_t* feature, const double* change,
                  std::ptrdiff_t count, double* value);
};

NEON_KERNEL(PoolKernel, pool_kernel)

}  // namespace neon
