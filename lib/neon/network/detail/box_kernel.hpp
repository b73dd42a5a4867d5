#pragma once
#include <neon/core/detail/kernel.hpp>

#include <cstddef>
#include <cstdint>

namespace neon {

/// Members of the cluster and of all others, read by the kernel behind BoxPairs.
struct BoxMembers {
  const double* own;             ///< [inputs, stride] features of the cluster's own, filled up with infinity
  const double* least;           ///< [tiles, inputs] of each feature the least among the own members of a tile
  const double* others;          ///< [others, inputs]
  std::ptrdiff_t count, stride;  ///< own members, and filled up to whole tiles
  std::ptrdiff_t other_count, inputs;
  double scale;  ///< 2 (h - l), what differences of features are multiplied with
};

/// Some points side by side, `lanes` numbers a row, and what they collect.
struct BoxPoints {
  const double *share, *own_score;  ///< [own members, lanes]
  const double *toward, *score;     ///< [others, lanes]: relevance on its way to each
  double *own_sum, *other_sum;      ///< [own members, lanes], [others, lanes] sums of c_ij are added to
  double* sum;  ///< [inputs + 1, lanes] sum_ij c_ij max(0, z_j - z_i) is added to; last row: anything
  double *smallest, *negative, *total;  ///< [lanes] the account of the divisions
  double* difference;                   ///< [inputs + spare, tile] room
  std::int32_t* active;                 ///< [inputs + spare] room
};

/// Behind BoxPairs, for one instruction set. c_ij = share_i toward_j / D_ij with the denominators
/// D_ij = score_j - score_i + scale sum_f max(0, z_jf - z_if), stabilised; their floor is the rounding of these terms.
struct BoxKernel {
  static constexpr std::ptrdiff_t tile = 32;   ///< own members at once
  static constexpr std::ptrdiff_t spare = 16;  ///< rows of room beyond the inputs
  std::ptrdiff_t packet;                       ///< numbers in a vector register
  /// @param packets of points, 1, 2 or 4: lanes = packets * packet
  void (*cross)(const BoxMembers& members, const BoxPoints& points, int packets);
};

NEON_KERNEL(BoxKernel, box_kernel)

}  // namespace neon
