#pragma once
#include <vector>

namespace neon {

/// The domain of the values of every channel of an image.
struct ChannelBounds {
  std::vector<float> lower, upper;  ///< [channels]
};

}  // namespace neon
