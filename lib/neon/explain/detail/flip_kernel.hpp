#pragma once
#include <neon/core/detail/kernel.hpp>

#include <cstddef>
#include <cstdint>

namespace neon {

/// Behind FlipChanges, for one instruction set. Flips are told in groups of eight, one bit each, set where the flip
/// changes something.
struct FlipKernel {
  static constexpr std::ptrdiff_t group = 8;
  /// Lists the flips that change something: which feature, by how much.
  /// @param distance [d] root - x  @param order [d]  @param feature, change [d + group] written
  /// @param changing [d / group, rounded up] written  @return how many change something
  std::ptrdiff_t (*select)(const double* distance, const std::int32_t* order, std::ptrdiff_t d, std::int32_t* feature,
                           double* change, std::uint8_t* changing);
  /// curve[i] = value[number of the first i + 1 flips that change something]
  /// @param value readable up to d + group  @param curve [d] written
  void (*spread)(const double* value, const std::uint8_t* changing, std::ptrdiff_t d, double* curve);
};

NEON_KERNEL(FlipKernel, flip_kernel)

}  // namespace neon
