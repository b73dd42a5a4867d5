#include <neon/core/error.hpp>
#include <neon/core/parallel.hpp>
#include <neon/images/image_resize.hpp>

#include <algorithm>
#include <cmath>

namespace neon {
namespace {

constexpr double lobes = 3;

double sinc(double t) { return t == 0 ? 1 : std::sin(M_PI * t) / (M_PI * t); }
double lanczos(double t) { return std::abs(t) < lobes ? sinc(t) * sinc(t / lobes) : 0; }

/// The pixels that one new pixel is made of.
struct Taps {
  Index first = 0;
  std::vector<float> weight;
};

std::vector<Taps> taps_of(Index old_size, Index new_size) {
  const double scale = static_cast<double>(old_size) / static_cast<double>(new_size), stretch = std::max(scale, 1.0);
  std::vector<Taps> taps(static_cast<std::size_t>(new_size));
  for (Index out = 0; out < new_size; ++out) {
    const double centre = (static_cast<double>(out) + 0.5) * scale;
    const auto first = std::max<Index>(0, static_cast<Index>(std::floor(centre - lobes * stretch)));
    const auto last = std::min<Index>(old_size, static_cast<Index>(std::ceil(centre + lobes * stretch)));
    Vector weight(last - first);
    for (Index i = first; i < last; ++i) weight[i - first] = lanczos((static_cast<double>(i) + 0.5 - centre) / stretch);
    weight /= weight.sum();
    Taps& mine = taps[static_cast<std::size_t>(out)];
    mine.first = first;
    for (const double w : weight) mine.weight.push_back(static_cast<float>(w));
  }
  return taps;
}

/// The square in the middle.
Image middle(const Image& image, Index side) {
  const Index top = (image.height - side) / 2, left = (image.width - side) / 2;
  Image square;
  square.height = square.width = side;
  for (Index y = 0; y < side; ++y)
    square.rgb.insert(square.rgb.end(), image.pixel(top + y, left), image.pixel(top + y, left) + 3 * side);
  return square;
}

std::uint8_t byte(float value) { return static_cast<std::uint8_t>(std::lround(std::clamp(value, 0.0F, 255.0F))); }

}  // namespace

Image resized(const Image& image, Index height, Index width) {
  require(image.height > 0 && image.width > 0, "resized: an image of {} x {} pixels should have at least 1 x 1",
          image.width, image.height);
  require(height > 0 && width > 0 && height * width <= most_pixels,
          "resized: {} x {} pixels should be at least 1 x 1 and at most {} in all", width, height, most_pixels);
  if (height == image.height && width == image.width) return image;
  constexpr Index block = 16;
  const std::vector<Taps> across = taps_of(image.width, width), down = taps_of(image.height, height);

  // Rows first: [old height, new width, 3].
  std::vector<float> narrow(static_cast<std::size_t>(3 * image.height * width));
  parallel_blocks(image.height, block, [&](Index first, Index last) {
    for (Index y = first; y < last; ++y)
      for (Index x = 0; x < width; ++x) {
        const Taps& taps = across[static_cast<std::size_t>(x)];
        const std::uint8_t* from = image.pixel(y, taps.first);
        float* to = narrow.data() + 3 * (y * width + x);
        for (const float weight : taps.weight)
          for (Index c = 0; c < 3; ++c) to[c] += weight * static_cast<float>(*from++);
      }
  });

  Image result;
  result.height = height;
  result.width = width;
  result.rgb.resize(static_cast<std::size_t>(3 * height * width));
  parallel_blocks(height, block, [&](Index first, Index last) {
    std::vector<float> row(static_cast<std::size_t>(3 * width));
    for (Index y = first; y < last; ++y) {
      const Taps& taps = down[static_cast<std::size_t>(y)];
      std::fill(row.begin(), row.end(), 0.0F);
      const float* from = narrow.data() + 3 * taps.first * width;
      for (const float weight : taps.weight)
        for (float& value : row) value += weight * *from++;
      std::transform(row.begin(), row.end(), result.pixel(y, 0), byte);
    }
  });
  return result;
}

Image centre_square(const Image& image, Index size) {
  const Index side = std::min(image.height, image.width);
  require(side > 0, "centre_square: an image of {} x {} pixels should have at least 1 x 1", image.width, image.height);
  return resized(middle(image, side), size, size);
}

Image centre_crop(const Image& image, Index shorter_side, Index size) {
  const Index side = std::min(image.height, image.width), longer = std::max(image.height, image.width);
  require(side > 0, "centre_crop: an image of {} x {} pixels should have at least 1 x 1", image.width, image.height);
  require(size > 0 && size <= shorter_side, "centre_crop: a square of {} should be at least 1 and at most {}", size,
          shorter_side);
  require(longer / side <= most_pixels / shorter_side / shorter_side,
          "an image of {} x {} pixels is too narrow to be scaled to a shorter side of {}", image.width, image.height,
          shorter_side);
  const auto scaled = [&](Index extent) { return (extent * shorter_side + side / 2) / side; };
  return middle(resized(image, scaled(image.height), scaled(image.width)), size);
}

}  // namespace neon
