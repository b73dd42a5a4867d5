#pragma once
#include <neon/core/types.hpp>

#include <array>
#include <cstdint>
#include <filesystem>
#include <vector>

namespace neon {

/// A colour picture: 8-bit sRGB values, the unit in which networks for photographs were trained. Every file is brought
/// to it when read, so that nothing after the reader knows of bit depths, palettes or colour models.
struct Image {
  Index height = 0, width = 0;    ///< in pixels
  std::vector<std::uint8_t> rgb;  ///< [height, width, 3], row by row from the top, red first

  Image() = default;
  /// All pixels of one colour.
  Image(Index rows, Index columns, std::array<std::uint8_t, 3> colour);

  std::uint8_t* pixel(Index y, Index x) { return rgb.data() + 3 * (y * width + x); }
  const std::uint8_t* pixel(Index y, Index x) const { return rgb.data() + 3 * (y * width + x); }
  friend bool operator==(const Image&, const Image&) = default;
};

/// Pictures may have this many pixels (300 MB when read): a damaged header announces more than there is memory.
inline constexpr Index most_pixels = 100'000'000;

/// Reads a PNG or JPEG file, told apart by content, not by name.
/// PNG: grey, palette, 16 bit and interlaced files are converted; alpha is composited on white.
/// JPEG: grey, CMYK and YCCK files are converted (inks multiplied, no colour profile); turned upright as EXIF says.
/// @throws Error naming the file if it is missing, empty, neither, damaged, cut off, or over `most_pixels`
Image read_image(const std::filesystem::path& path);

/// Writes an 8-bit RGB PNG. The file appears complete or not at all; the bytes depend on the image only.
/// @throws Error if the image is empty or not [height, width, 3], or the file system refuses
void write_png(const std::filesystem::path& path, const Image& image);

}  // namespace neon
