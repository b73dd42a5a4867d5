#pragma once
#include <neon/core/types.hpp>

#include <string>
#include <vector>

namespace neon {

/// A batch of images, activations, gradients or relevances of one size, in single precision (the convolutional stack's;
/// cluster models are in double): values[((n * channels + c) * height + y) * width + x].
struct FeatureMaps {
  Index count = 0, channels = 0, height = 0, width = 0;
  std::vector<float> values = {};  ///< [count, channels, height, width]

  FeatureMaps() = default;
  /// All zero.  @throws Error if an extent is negative
  FeatureMaps(Index count, Index channels, Index height, Index width);

  Index locations() const { return height * width; }
  Index size() const { return count * channels * locations(); }
  float* map(Index n) { return values.data() + n * channels * locations(); }  ///< [channels, height, width]
  const float* map(Index n) const { return values.data() + n * channels * locations(); }
  float& operator()(Index n, Index c, Index y, Index x) {
    return values[static_cast<std::size_t>(((n * channels + c) * height + y) * width + x)];
  }
  float operator()(Index n, Index c, Index y, Index x) const {
    return values[static_cast<std::size_t>(((n * channels + c) * height + y) * width + x)];
  }
  /// "[1, 3, 448, 448]"
  std::string shape() const;
};

/// One map with its locations as rows, to be clustered: row y * width + x holds the channels there.
/// @param n which map of the batch  @return [height * width, channels]
/// @throws Error if there is no such map
Matrix locations(const FeatureMaps& maps, Index n = 0);

/// The inverse: a batch from one matrix of locations per map.
/// @param maps each [height * width, channels]  @throws Error if there is none, or one has another shape
FeatureMaps from_locations(const std::vector<Matrix>& maps, Index height, Index width);

/// One batch of all the maps, in their order.  @throws Error if there is none, or the shapes differ
FeatureMaps concatenated(const std::vector<FeatureMaps>& batches);

/// The maps first, ..., first + count - 1 of a batch.  @throws Error if there are not as many
FeatureMaps part_of(const FeatureMaps& maps, Index first, Index count);

}  // namespace neon
