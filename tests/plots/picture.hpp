#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <vector>

namespace neon::testing {

struct Picture {
  std::size_t width = 0, height = 0;
  std::vector<std::uint32_t> pixels;  ///< 0xrrggbb, row by row

  std::size_t colours() const;
  /// Whether every pixel of the outermost `margin` is white: nothing is cut off.
  bool has_white_margin(std::size_t margin) const;
};

/// Decodes a PNG file with libpng; fails the test if that is impossible.
Picture read_png(const std::filesystem::path& path);

}  // namespace neon::testing
