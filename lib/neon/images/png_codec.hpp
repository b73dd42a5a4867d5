#pragma once
#include <neon/images/image.hpp>

#include <string>
#include <string_view>

namespace neon {

/// A whole PNG file as an image. Alpha is composited on white in sRGB values, as browsers do; a gAMA chunk is honoured;
/// the rare eXIf chunk is not read.
/// @param name of the file, for messages  @throws Error if it is damaged, cut off or over `most_pixels`
Image decode_png(std::string_view bytes, const std::string& name);

/// @throws Error if the image is empty or not [height, width, 3]
std::string encode_png(const Image& image, const std::string& name);

}  // namespace neon
