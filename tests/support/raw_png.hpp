#pragma once
#include <zlib.h>

#include <cstdint>
#include <string>
#include <vector>

namespace neon {

/// PNG files of any kind, put together byte by byte: no libpng in here.
struct RawPng {
  std::uint32_t width = 1, height = 1;
  unsigned bit_depth = 8, colour_type = 2;  ///< 0 grey, 2 RGB, 3 palette, 4 grey + alpha, 6 RGB + alpha
  std::string samples;                      ///< rows from the top, each ceil(width * bits per pixel / 8) bytes
  std::string palette = {}, transparency = {};
  bool interlaced = false;  ///< Adam7; whole bytes per pixel only

  std::string bytes() const {
    std::string header = number(width) + number(height);
    for (const unsigned byte : {bit_depth, colour_type, 0U, 0U, interlaced ? 1U : 0U})
      header += static_cast<char>(byte);
    std::string file = "\x89PNG\r\n\x1a\n" + chunk("IHDR", header);
    if (!palette.empty()) file += chunk("PLTE", palette);
    if (!transparency.empty()) file += chunk("tRNS", transparency);
    return file + chunk("IDAT", deflated(interlaced ? passes() : filtered(samples, height))) + chunk("IEND", "");
  }

  static std::string number(std::uint32_t value) {
    std::string text;
    for (const unsigned shift : {24U, 16U, 8U, 0U}) text += static_cast<char>(value >> shift & 0xffU);
    return text;
  }

 private:
  static std::string chunk(const std::string& type, const std::string& data) {
    const std::string body = type + data;
    const auto crc = crc32(0, reinterpret_cast<const Bytef*>(body.data()), static_cast<uInt>(body.size()));
    return number(static_cast<std::uint32_t>(data.size())) + body + number(static_cast<std::uint32_t>(crc));
  }

  static std::string deflated(const std::string& data) {
    uLongf size = compressBound(data.size());
    std::string packed(size, '\0');
    compress(reinterpret_cast<Bytef*>(packed.data()), &size, reinterpret_cast<const Bytef*>(data.data()), data.size());
    packed.resize(size);
    return packed;
  }

  /// Each row after a byte that names its filter: 0, none.
  static std::string filtered(const std::string& data, std::size_t rows) {
    std::string result;
    const std::size_t row = data.size() / rows;
    for (std::size_t y = 0; y < rows; ++y) result += '\0' + data.substr(y * row, row);
    return result;
  }

  std::string passes() const {
    struct Pass {
      std::size_t x, y, dx, dy;
    };
    const std::vector<Pass> adam7{{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4},
                                  {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}};
    const std::size_t pixel = samples.size() / width / height;
    std::string result;
    for (const Pass& pass : adam7)
      for (std::size_t y = pass.y; y < height && pass.x < width; y += pass.dy) {
        result += '\0';
        for (std::size_t x = pass.x; x < width; x += pass.dx) result += samples.substr((y * width + x) * pixel, pixel);
      }
    return result;
  }
};

}  // namespace neon
