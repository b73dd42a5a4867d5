#pragma once
#include <neon/images/image.hpp>

#include <string_view>

namespace neon {

/// How the stored rows and columns of a photograph lie in the scene, by EXIF's numbering: 1 upright, 2 mirrored left to
/// right, 3 turned by 180 degrees, 4 mirrored top to bottom, 5 transposed, 6 to be turned clockwise by 90 degrees,
/// 7 transposed across the other diagonal, 8 to be turned anticlockwise.
/// @param segment contents of a JPEG APP1 marker  @return 1 where it says nothing, or nothing sensible
/// Source: CIPA DC-008 (EXIF 2.3), tag 0x0112 of the 0th directory.
int exif_orientation(std::string_view segment);

/// The picture turned upright.  @param orientation 1 ... 8
Image upright(Image stored, int orientation);

}  // namespace neon
