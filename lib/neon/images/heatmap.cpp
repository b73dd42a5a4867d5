#include <neon/core/error.hpp>
#include <neon/images/heatmap.hpp>

#include <algorithm>
#include <cmath>
#include <functional>

namespace neon {
namespace {

using Colour = std::array<std::uint8_t, 3>;
constexpr Colour white{255, 255, 255}, half_red{0xef, 0x8a, 0x62}, red{0xb2, 0x18, 0x2b}, half_blue{0x67, 0xa9, 0xcf},
    blue{0x21, 0x66, 0xac}, no_number{0xff, 0xf2, 0x80};

Colour between(Colour from, Colour to, double share) {
  Colour mixed{};
  for (std::size_t c = 0; c < 3; ++c)
    mixed[c] = static_cast<std::uint8_t>(std::lround(from[c] + share * (to[c] - from[c])));
  return mixed;
}

/// Grey of the same luma (BT.601), lightened so that colours on it stay readable.
Colour pale_grey(const std::uint8_t* rgb) {
  constexpr double strength = 0.3;
  const double luma = 0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2];
  const auto grey = static_cast<std::uint8_t>(std::lround(255 - strength * (255 - luma)));
  return {grey, grey, grey};
}

void require_scale(const MatrixView& relevance, double scale) {
  require(relevance.size() > 0, "heatmap: [{}, {}] should have at least one entry", relevance.rows(), relevance.cols());
  require(scale > 0 && std::isfinite(scale), "heatmap: scale {} should be positive", scale);
}

}  // namespace

Colour diverging_colour(double value) {
  if (std::isnan(value)) return no_number;
  const double magnitude = std::min(std::abs(value), 1.0);
  const Colour half = value > 0 ? half_red : half_blue, full = value > 0 ? red : blue;
  return magnitude < 0.5 ? between(white, half, 2 * magnitude) : between(half, full, 2 * magnitude - 1);
}

double relevance_scale(const MatrixView& maps, double saturated) {
  require(saturated >= 0 && saturated < 1, "relevance_scale: share {} should be in [0, 1)", saturated);
  std::vector<double> magnitudes;
  magnitudes.reserve(static_cast<std::size_t>(maps.size()));
  for (Index row = 0; row < maps.rows(); ++row)
    for (const double value : maps.row(row))
      if (std::isfinite(value)) magnitudes.push_back(std::abs(value));
  if (magnitudes.empty()) return 1;
  const auto nth = magnitudes.begin() + static_cast<std::ptrdiff_t>(saturated * static_cast<double>(magnitudes.size()));
  std::nth_element(magnitudes.begin(), nth, magnitudes.end(), std::greater<>());
  const double largest = *std::max_element(magnitudes.begin(), nth + 1);
  return *nth > 0 ? *nth : largest > 0 ? largest : 1;
}

Image heatmap(const MatrixView& relevance, double scale) {
  require_scale(relevance, scale);
  Image image(relevance.rows(), relevance.cols(), white);
  for (Index y = 0; y < image.height; ++y)
    for (Index x = 0; x < image.width; ++x) {
      const Colour colour = diverging_colour(relevance(y, x) / scale);
      std::copy(colour.begin(), colour.end(), image.pixel(y, x));
    }
  return image;
}

Image overlay(const Image& image, const MatrixView& relevance, double scale) {
  require_scale(relevance, scale);
  require(relevance.rows() == image.height && relevance.cols() == image.width,
          "overlay: relevance of shape [{}, {}] should be [{}, {}], one per pixel", relevance.rows(), relevance.cols(),
          image.height, image.width);
  Image result = image;
  for (Index y = 0; y < image.height; ++y)
    for (Index x = 0; x < image.width; ++x) {
      const double r = relevance(y, x) / scale, opacity = std::isnan(r) ? 1 : std::min(std::abs(r), 1.0);
      const Colour mixed = between(pale_grey(image.pixel(y, x)),
                                   std::isnan(r) ? no_number
                                   : r > 0       ? red
                                                 : blue,
                                   opacity);
      std::copy(mixed.begin(), mixed.end(), result.pixel(y, x));
    }
  return result;
}

}  // namespace neon
