#pragma once
#include <neon/layers/feature_maps.hpp>

#include <map>
#include <memory>

namespace neon {

/// Large arrays that are used again and again: what is given back is kept, so that the operating system need not clear
/// new pages for every layer of every image.
class BufferPool : public std::enable_shared_from_this<BufferPool> {
 public:
  static std::shared_ptr<BufferPool> make() { return std::make_shared<BufferPool>(); }
  /// Room for `count` floats, not initialised; goes back into the pool with its last owner.
  std::shared_ptr<float> take(std::size_t count);

 private:
  struct Free {
    void operator()(float* values) const;
  };
  using Buffer = std::unique_ptr<float, Free>;
  std::multimap<std::size_t, Buffer> idle_;  ///< by capacity
};

/// Maps in the memory format of the convolutions: [count, ceil(channels / block), height, width, block], the channels
/// that fill the last block zero. block is 16 or 8 (preferred_block); 1, the plain order, only for images on their way
/// in.
struct BlockedMaps {
  Index count = 0, channels = 0, height = 0, width = 0, block = 1;
  std::shared_ptr<float> values = {};

  Index locations() const { return height * width; }
  Index blocks() const { return (channels + block - 1) / block; }
  Index row() const { return width * block; }            ///< floats in a row of one block
  Index plane() const { return height * row(); }         ///< floats in one block of channels
  Index map_size() const { return blocks() * plane(); }  ///< floats in one map
  float* at(Index n, Index b, Index y) const { return values.get() + n * map_size() + b * plane() + y * row(); }
  explicit operator bool() const { return values != nullptr; }
};

/// Not initialised.
BlockedMaps blocked_maps(BufferPool& pool, Index count, Index channels, Index height, Index width, Index block);

BlockedMaps to_blocked(BufferPool& pool, const FeatureMaps& maps, Index block);
/// The maps first ... first + count - 1 of a batch.
BlockedMaps to_blocked(BufferPool& pool, const FeatureMaps& maps, Index block, Index first, Index count);
FeatureMaps from_blocked(const BlockedMaps& maps);

}  // namespace neon
