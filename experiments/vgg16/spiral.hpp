#pragma once
#include <neon/images/image.hpp>

namespace neon::experiments::vgg16 {

/// An artificial image with edges of every angle, both ways round, and flat areas of both colours: an Archimedean
/// spiral, black on white, r = pitch (theta / 2 pi + n), of four turns; the stroke is two fifths of the pitch wide and
/// its border is smoothed over one pixel.  Source: NEON paper, Fig. 7 (redrawn).
/// @param size of the square, at least 32
Image spiral(Index size);

}  // namespace neon::experiments::vgg16
