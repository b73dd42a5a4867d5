#include "plots/surrogate_results.hpp"

#include <neon/core/error.hpp>

#include <cmath>

namespace neon::plots {

Image small_image(const Eigen::RowVectorXd& row, const std::string& from) {
  constexpr Index pixels = small_side * small_side;
  require(row.size() == 3 * pixels, "{}: {} values of an image should be {}", from, row.size(), 3 * pixels);
  Image image(small_side, small_side, {0, 0, 0});
  for (Index c = 0; c < 3; ++c)
    for (Index p = 0; p < pixels; ++p) {
      const double value = row(c * pixels + p);
      require(value >= 0 && value <= 255, "{}: pixel {} should be in [0, 255]", from, value);
      image.rgb[static_cast<std::size_t>(3 * p + c)] = static_cast<std::uint8_t>(std::lround(value));
    }
  return image;
}

void draw_small_image(Page& page, const Box& box, const Image& image, const LineStyle& frame) {
  std::vector<Rgb> colours;
  for (std::size_t i = 0; i < image.rgb.size(); i += 3)
    colours.push_back({image.rgb[i], image.rgb[i + 1], image.rgb[i + 2]});
  page.image(box, image.width, colours);
  page.outline(box, frame);
}

}  // namespace neon::plots
