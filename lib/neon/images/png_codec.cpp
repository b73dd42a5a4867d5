#include <neon/core/error.hpp>
#include <neon/images/png_codec.hpp>

#include <png.h>

namespace neon {
namespace {

/// libpng's own one-call interface, which keeps its jumps to itself.
class Png {
 public:
  Png() { image.version = PNG_IMAGE_VERSION; }
  ~Png() { png_image_free(&image); }
  Png(const Png&) = delete;
  Png& operator=(const Png&) = delete;

  png_image image{};
};

std::uint8_t on_white(unsigned value, unsigned alpha) {
  return static_cast<std::uint8_t>((value * alpha + 255 * (255 - alpha) + 127) / 255);
}

}  // namespace

Image decode_png(std::string_view bytes, const std::string& name) {
  Png png;
  const bool has_header = png_image_begin_read_from_memory(&png.image, bytes.data(), bytes.size()) != 0;
  require(has_header, "{}: damaged PNG header: {}", name, png.image.message);
  const auto height = static_cast<Index>(png.image.height), width = static_cast<Index>(png.image.width);
  require(height * width <= most_pixels, "{}: {} x {} pixels should be at most {} in all", name, width, height,
          most_pixels);
  // 16-bit values are sRGB like all others, not linear light.
  png.image.flags |= PNG_IMAGE_FLAG_16BIT_sRGB;
  png.image.format = PNG_FORMAT_RGBA;
  std::vector<std::uint8_t> rgba(static_cast<std::size_t>(4 * height * width));
  const bool complete = png_image_finish_read(&png.image, nullptr, rgba.data(), 0, nullptr) != 0;
  require(complete, "{}: damaged PNG: {}; should hold {} x {} pixels", name, png.image.message, width, height);

  Image image;
  image.height = height;
  image.width = width;
  image.rgb.resize(rgba.size() / 4 * 3);
  for (std::size_t i = 0; i < rgba.size() / 4; ++i)
    for (std::size_t c = 0; c < 3; ++c) image.rgb[3 * i + c] = on_white(rgba[4 * i + c], rgba[4 * i + 3]);
  return image;
}

std::string encode_png(const Image& image, const std::string& name) {
  require(image.height > 0 && image.width > 0, "{}: image of {} x {} pixels should have at least 1 x 1", name,
          image.width, image.height);
  require(static_cast<Index>(image.rgb.size()) == 3 * image.height * image.width, "{}: {} values should be {} x {} x 3",
          name, image.rgb.size(), image.height, image.width);
  Png png;
  png.image.width = static_cast<png_uint_32>(image.width);
  png.image.height = static_cast<png_uint_32>(image.height);
  png.image.format = PNG_FORMAT_RGB;
  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(png.image);
  std::string bytes(size, '\0');
  const bool written = png_image_write_to_memory(&png.image, bytes.data(), &size, 0, image.rgb.data(), 0, nullptr) != 0;
  require(written, "{}: cannot be encoded as PNG: {}", name, png.image.message);
  bytes.resize(size);
  return bytes;
}

}  // namespace neon
