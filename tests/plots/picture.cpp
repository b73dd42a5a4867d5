#include "plots/picture.hpp"

#include <catch2/catch.hpp>

#include <png.h>
#include <set>

namespace neon::testing {

std::size_t Picture::colours() const { return std::set<std::uint32_t>(pixels.begin(), pixels.end()).size(); }

bool Picture::has_white_margin(std::size_t margin) const {
  for (std::size_t y = 0; y < height; ++y)
    for (std::size_t x = 0; x < width; ++x) {
      const bool inside = x >= margin && y >= margin && x + margin < width && y + margin < height;
      if (!inside && pixels[y * width + x] != 0xffffff) return false;
    }
  return true;
}

Picture read_png(const std::filesystem::path& path) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  INFO(path);
  REQUIRE(png_image_begin_read_from_file(&image, path.c_str()) != 0);
  image.format = PNG_FORMAT_RGB;
  std::vector<std::uint8_t> bytes(PNG_IMAGE_SIZE(image));
  REQUIRE(png_image_finish_read(&image, nullptr, bytes.data(), 0, nullptr) != 0);
  Picture picture{image.width, image.height, {}};
  for (std::size_t i = 0; i < bytes.size(); i += 3)
    picture.pixels.push_back(static_cast<std::uint32_t>(bytes[i] << 16 | bytes[i + 1] << 8 | bytes[i + 2]));
  return picture;
}

}  // namespace neon::testing
