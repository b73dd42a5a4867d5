#pragma once
#include <neon/core/types.hpp>

#include <fmt/format.h>

#include <string>

namespace neon {

/// Extents of an image, or of the feature maps of one layer. A row of a matrix holds them channel by channel, row by
/// row: element (channel * height + y) * width + x.
struct MapShape {
  Index channels = 0, height = 0, width = 0;

  Index locations() const { return height * width; }
  Index size() const { return channels * locations(); }
  /// "[16, 32, 32]"
  std::string text() const { return fmt::format("[{}, {}, {}]", channels, height, width); }
  friend bool operator==(const MapShape&, const MapShape&) = default;
};

}  // namespace neon
