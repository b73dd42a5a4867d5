#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace neon {

/// A chunk of an HDF5 dataset as it is stored: bytes of equal significance together ("shuffle"), then deflated; or
/// plain, where that would hardly make it smaller. Dense real numbers lose a tenth at 50 MB/s, sparse ones most of
/// their size.
struct PackedChunk {
  static constexpr int deflate_level = 1;

  std::vector<char> bytes;
  std::uint32_t skipped_filters = 0;  ///< HDF5's mask: bit 0 shuffle, bit 1 deflate
};

/// @param values the whole chunk, whole elements
PackedChunk pack_chunk(std::string_view values, std::size_t element_size);

}  // namespace neon
