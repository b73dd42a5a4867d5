#pragma once
#include <neon/images/image.hpp>

#include "canvas/page.hpp"

namespace neon::plots {

/// Images of surrogate.h5 are rows of 3 x 32 x 32 numbers, 0 ... 255, channel by channel.
inline constexpr Index small_side = 32;

/// @throws Error on another number of values, or one that is out of range, naming where it is from
Image small_image(const Eigen::RowVectorXd& row, const std::string& from);

/// Draws an image with a frame.
void draw_small_image(Page& page, const Box& box, const Image& image, const LineStyle& frame);

}  // namespace neon::plots
