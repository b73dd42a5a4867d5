#pragma once
#include <neon/images/image.hpp>

namespace neon {

/// The picture at another size, by a separable Lanczos filter with three lobes. Where the picture shrinks, the filter
/// widens by the same factor, so that every pixel counts and nothing aliases:
///   out_y = sum_i w_yi in_i,  w_yi ~ L((i + 1/2 - (y + 1/2) s) / max(s, 1)),  L(t) = sinc(t) sinc(t / 3), |t| < 3
/// with s = old / new size and weights that sum to 1 over the pixels there are. Values are filtered as they are stored
/// (sRGB, as common tools do), rounded once and kept in 0 ... 255.
/// Source: Turkowski, "Filters for common resampling tasks", Graphics Gems I, 1990.
/// @throws Error if a size is not positive
Image resized(const Image& image, Index height, Index width);

/// The largest square in the middle, scaled to [size, size].
Image centre_square(const Image& image, Index size);

/// The usual preparation of a photograph: scaled so that its shorter side is `shorter_side`, then the square of `size`
/// in its middle.
/// @throws Error if `size` exceeds `shorter_side`, or the scaled picture would have more than `most_pixels`
Image centre_crop(const Image& image, Index shorter_side, Index size);

}  // namespace neon
