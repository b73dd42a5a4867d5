#include "experiments/vgg16/cluster_profile.hpp"

#include <neon/core/error.hpp>

#include <algorithm>
#include <cmath>
#include <functional>

namespace neon::experiments::vgg16 {
namespace {

constexpr double degrees = 180 / M_PI;

double luma(const std::uint8_t* rgb) { return 0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2]; }

/// Where the pixels are, and what colour.
double pixel_value(const Image& image, Index p, Index c) { return image.rgb[static_cast<std::size_t>(3 * p + c)]; }

/// The weighted mean colour and the mean squared distance from it.
std::pair<std::array<double, 3>, double> colour_moments(const Eigen::RowVectorXd& weight, const Image& image) {
  std::array<double, 3> mean{};
  double square = 0;
  for (Index p = 0; p < weight.size(); ++p)
    for (Index c = 0; c < 3; ++c) {
      const double value = pixel_value(image, p, c);
      mean[static_cast<std::size_t>(c)] += weight(p) * value;
      square += weight(p) * value * value;
    }
  for (const double m : mean) square -= m * m;
  return {mean, std::max(square, 0.0)};
}

double half_area(const Eigen::RowVectorXd& weight) {
  std::vector<double> sorted(weight.begin(), weight.end());
  std::sort(sorted.begin(), sorted.end(), std::greater<>());
  double sum = 0;
  std::size_t count = 0;
  while (count < sorted.size() && sum < 0.5) sum += sorted[count++];
  return static_cast<double>(count) / static_cast<double>(sorted.size());
}

double radius_of(const Eigen::RowVectorXd& weight, const Image& image) {
  double x = 0, y = 0, square = 0;
  for (Index p = 0; p < weight.size(); ++p) {
    const Index line = p / image.width;
    const auto row = static_cast<double>(line), column = static_cast<double>(p - line * image.width);
    x += weight(p) * column;
    y += weight(p) * row;
    square += weight(p) * (row * row + column * column);
  }
  return std::sqrt(std::max(square - x * x - y * y, 0.0)) / static_cast<double>(std::max(image.height, image.width));
}

}  // namespace

LumaGradient luma_gradient(const Image& image) {
  LumaGradient gradient{Vector(image.height * image.width), Vector(image.height * image.width)};
  const auto at = [&](Index y, Index x) {
    return luma(image.pixel(std::clamp<Index>(y, 0, image.height - 1), std::clamp<Index>(x, 0, image.width - 1)));
  };
  constexpr std::array<double, 3> smooth{3.0 / 16, 10.0 / 16, 3.0 / 16};
  for (Index y = 0; y < image.height; ++y)
    for (Index x = 0; x < image.width; ++x) {
      double right = 0, down = 0;
      for (Index t = -1; t <= 1; ++t) {
        const double weight = smooth[static_cast<std::size_t>(t + 1)] / 2;
        right += weight * (at(y + t, x + 1) - at(y + t, x - 1));
        down += weight * (at(y + 1, x + t) - at(y - 1, x + t));
      }
      gradient.right(y * image.width + x) = right;
      gradient.down(y * image.width + x) = down;
    }
  return gradient;
}

ClusterProfile profile_of(const Eigen::RowVectorXd& relevance, const Image& image, const LumaGradient& gradient) {
  require(relevance.size() == image.height * image.width && relevance.size() == gradient.right.size(),
          "profile_of: {} relevances should be {} x {}, one per pixel", relevance.size(), image.height, image.width);
  ClusterProfile profile{.spread = no_preference};
  const double total = relevance.cwiseMax(0).sum();
  require(std::isfinite(total), "profile_of: the sum of the relevance, {}, should be finite", total);
  if (total <= 0) return profile;
  const Eigen::RowVectorXd weight = relevance.cwiseMax(0) / total;

  const auto right = gradient.right.array(), down = gradient.down.array();
  const Eigen::ArrayXd w = weight.transpose().array();
  const double xx = (w * right * right).sum(), yy = (w * down * down).sum(), xy = (w * right * down).sum();
  const double energy = xx + yy, everywhere = (right.square() + down.square()).mean();
  if (energy > 0) {
    const double length = std::hypot(xx - yy, 2 * xy) / energy;
    // Down is minus up, and the edge is across the gradient.
    const double angle = 90 - degrees * std::atan2(2 * xy, xx - yy) / 2;
    profile.orientation = angle >= 180 ? angle - 180 : angle < 0 ? angle + 180 : angle;
    profile.spread = degrees * std::sqrt(2 * std::max(1 - length, 0.0)) / 2;
  }
  if (everywhere > 0) profile.edge_strength = energy / everywhere;

  const auto pixels = static_cast<double>(weight.size());
  const auto [colour, variance] = colour_moments(weight, image);
  const double variance_everywhere =
      colour_moments(Eigen::RowVectorXd::Constant(weight.size(), 1 / pixels), image).second;
  profile.colour = colour;
  profile.colour_spread = variance_everywhere > 0 ? std::sqrt(variance / variance_everywhere) : 0;
  profile.area = half_area(weight);
  profile.radius = radius_of(weight, image);
  return profile;
}

Matrix overlap(const Matrix& relevance) {
  Matrix weight = relevance.cwiseMax(0);
  for (Index k = 0; k < weight.rows(); ++k) {
    const double total = weight.row(k).sum();
    if (total > 0) weight.row(k) /= total;
  }
  Matrix shared(weight.rows(), weight.rows());
  for (Index a = 0; a < weight.rows(); ++a)
    for (Index b = 0; b <= a; ++b) shared(a, b) = shared(b, a) = weight.row(a).cwiseMin(weight.row(b)).sum();
  return shared;
}

Vector border_share(const Labels& labels, Index height, Index width, Index clusters) {
  Vector border = Vector::Zero(clusters), total = Vector::Zero(clusters);
  for (Index y = 0; y < height; ++y)
    for (Index x = 0; x < width; ++x) {
      const Index k = labels[static_cast<std::size_t>(y * width + x)];
      ++total(k);
      if (y == 0 || x == 0 || y + 1 == height || x + 1 == width) ++border(k);
    }
  return (total.array() > 0).select(border.array() / total.array().max(1), 0);
}

}  // namespace neon::experiments::vgg16
