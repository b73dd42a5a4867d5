#pragma once
#include <neon/core/detail/kernel.hpp>

#include <cstddef>
#include <cstdint>

namespace neon {

/// Sums over a row of locations, channel by channel of a block: of R_k, of what the bias keeps, of |R_k| through
/// negative denominators and of all; the largest 1 / |z_k| that carried relevance.  [block] each
struct ShareSums {
  float *relevance, *bias, *negative, *total, *largest;
};

/// A row of one block of channels: numbers of one location stand together, `block` of them.
struct ShareRow {
  const float* carrier;   ///< the relevance is the factor times it; null: the factor alone
  const float* inverse;   ///< 1 / z_k, stabilised
  const float* bias;      ///< [block] b_k
  float epsilon;          ///< of the stabiliser
  std::ptrdiff_t length;  ///< numbers
};

/// Behind relevance_shares.hpp, for one instruction set; for blocks of 8 and of 16 channels.
struct ShareKernel {
  /// factor becomes s_k = R_k / z_k.
  using Divide = void (*)(const ShareRow& row, float* factor, const ShareSums& sums);
  /// The same where pools of 2 x 2 hand relevance to the place that won: `inverse` and `shares` are two rows of twice
  /// as many locations, the second `wide` numbers after the first.  @param winner [length] which of the four places
  using DivideWinners = void (*)(const ShareRow& row, const float* factor, const std::uint8_t* winner,
                                 std::ptrdiff_t wide, float* shares, const ShareSums& sums);
  Divide divide_8, divide_16;
  DivideWinners winners_8, winners_16;
  /// z becomes 1 / z, `stabiliser` added to its magnitude, which is at least `floor`.
  void (*invert)(float* z, std::ptrdiff_t count, float stabiliser, float floor);
  void (*multiply)(float* factor, const float* carrier, std::ptrdiff_t count);
  /// The largest magnitude, and the sum of squares.
  void (*size)(const float* values, std::ptrdiff_t count, double* largest, double* squares);
};

NEON_KERNEL(ShareKernel, share_kernel)

}  // namespace neon
