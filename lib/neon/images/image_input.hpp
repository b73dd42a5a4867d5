#pragma once
#include <neon/images/image.hpp>
#include <neon/network/pixel_scale.hpp>

namespace neon {

/// A picture as a network for images reads it: one row, channel by channel (MapShape), red first.
/// @return [3 * height * width]
Eigen::RowVectorXd network_input(const Image& image, const PixelScale& pixels);

}  // namespace neon
