#pragma once
#include <neon/layers/detail/blocked_maps.hpp>

#include <cstdint>

namespace neon {

/// Maxima of windows of 2 x 2, and where they were: 0 ... 3, row by row, the first where several are largest.
struct Pooled {
  BlockedMaps maxima = {};
  std::vector<std::uint8_t> winner = {};  ///< in the order of the maxima; empty unless asked for
};

Pooled max_pool(BufferPool& pool, const BlockedMaps& x, bool keep_winner);

/// Hands the value of each window to its winner, 0 to the others.
/// @param winner of one batch of as many maps, or of one map that serves all
BlockedMaps unpool(BufferPool& pool, const BlockedMaps& values, const std::vector<std::uint8_t>& winner);

}  // namespace neon
