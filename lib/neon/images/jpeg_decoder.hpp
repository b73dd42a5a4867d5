#pragma once
#include <neon/images/image.hpp>

#include <string>
#include <string_view>

namespace neon {

/// A whole JPEG file as an image, turned upright. CMYK becomes RGB by multiplying what each ink lets through.
/// @param name of the file, for messages
/// @throws Error if it is damaged, cut off, over `most_pixels`, or of a kind that libjpeg cannot decode
Image decode_jpeg(std::string_view bytes, const std::string& name);

}  // namespace neon
