#include <neon/images/image_input.hpp>

namespace neon {

Eigen::RowVectorXd network_input(const Image& image, const PixelScale& pixels) {
  constexpr Index colours = 3;
  const Index locations = image.height * image.width;
  Eigen::RowVectorXd row(colours * locations);
  for (Index p = 0; p < locations; ++p)
    for (Index c = 0; c < colours; ++c)
      row(c * locations + p) = pixels.of(image.rgb[static_cast<std::size_t>(colours * p + c)], c);
  return row;
}

}  // namespace neon
