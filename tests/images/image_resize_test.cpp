#include <neon/core/parallel.hpp>
#include <neon/core/random.hpp>
#include <neon/images/image_input.hpp>
#include <neon/images/image_resize.hpp>

#include <catch2/catch.hpp>

#include <cmath>

#include "support/scratch_folder.hpp"

using namespace neon;

namespace {

Image noise(Index height, Index width, std::uint64_t seed) {
  Random random(seed);
  Image image(height, width, {0, 0, 0});
  for (std::uint8_t& value : image.rgb) value = static_cast<std::uint8_t>(random.below(256));
  return image;
}

double kernel(double t) {
  if (t == 0) return 1;
  return std::abs(t) < 3 ? std::sin(M_PI * t) / (M_PI * t) * std::sin(M_PI * t / 3) / (M_PI * t / 3) : 0;
}

/// Both dimensions at once, pixel by pixel.
double slow_value(const Image& image, Index height, Index width, Index y, Index x, Index c) {
  const double sy = static_cast<double>(image.height) / static_cast<double>(height),
               sx = static_cast<double>(image.width) / static_cast<double>(width);
  double sum = 0, total = 0;
  for (Index i = 0; i < image.height; ++i)
    for (Index j = 0; j < image.width; ++j) {
      const double dy = (static_cast<double>(i) + 0.5 - (static_cast<double>(y) + 0.5) * sy) / std::max(sy, 1.0),
                   dx = (static_cast<double>(j) + 0.5 - (static_cast<double>(x) + 0.5) * sx) / std::max(sx, 1.0);
      const double weight = kernel(dy) * kernel(dx);
      sum += weight * image.pixel(i, j)[c];
      total += weight;
    }
  return std::clamp(sum / total, 0.0, 255.0);
}

}  // namespace

TEST_CASE("Resizing is the Lanczos filter, index by index, larger and smaller") {
  const std::uint64_t seed = GENERATE(1, 2, 3);
  const Image image = noise(13, 17, seed);
  for (const auto& [height, width] : {std::pair<Index, Index>{5, 6}, {13, 4}, {26, 40}, {1, 1}, {20, 3}}) {
    const Image result = resized(image, height, width);
    REQUIRE(result.height == height);
    REQUIRE(result.width == width);
    double worst = 0;
    for (Index y = 0; y < height; ++y)
      for (Index x = 0; x < width; ++x)
        for (Index c = 0; c < 3; ++c)
          worst = std::max(worst, std::abs(result.pixel(y, x)[c] - slow_value(image, height, width, y, x, c)));
    CHECK(worst <= 0.501);  // one rounding
  }
}

TEST_CASE("Resizing keeps one colour, the same size, and does not alias") {
  CHECK(resized(Image(7, 9, {3, 200, 255}), 20, 4) == Image(20, 4, {3, 200, 255}));
  const Image image = noise(8, 8, 1);
  CHECK(resized(image, 8, 8) == image);
  // Stripes of one pixel, eight to a new pixel: their mean, not whichever stripe was hit.
  Image stripes(64, 64, {0, 0, 0});
  for (Index y = 0; y < 64; ++y)
    for (Index x = 0; x < 64; x += 2)
      for (Index c = 0; c < 3; ++c) stripes.pixel(y, x)[c] = 255;
  const Image small = resized(stripes, 8, 8);
  for (Index x = 1; x < 7; ++x) CHECK(std::abs(small.pixel(4, x)[0] - 127.5) < 3);
}

TEST_CASE("Resizing does not depend on the number of threads") {
  const Image image = noise(61, 45, 2);
  set_threads(1);
  const Image one = resized(image, 70, 33);
  set_threads(2);
  CHECK(resized(image, 70, 33) == one);
  set_threads(0);
}

TEST_CASE("The centre square is the middle of the longer side") {
  Image wide(4, 10, {0, 0, 0});
  for (Index x = 3; x < 7; ++x)
    for (Index y = 0; y < 4; ++y) wide.pixel(y, x)[1] = static_cast<std::uint8_t>(10 * x + y);
  const Image square = centre_square(wide, 4);
  for (Index y = 0; y < 4; ++y)
    for (Index x = 0; x < 4; ++x) CHECK(square.pixel(y, x)[1] == 10 * (x + 3) + y);
  CHECK(centre_square(Image(1, 1, {9, 8, 7}), 5) == Image(5, 5, {9, 8, 7}));
  CHECK(centre_square(noise(1, 20000, 1), 32).width == 32);
}

TEST_CASE("Sizes that are none") {
  CHECK_THAT(message_of([] { resized(Image(2, 2, {0, 0, 0}), 0, 4); }), Catch::Contains("4 x 0 pixels should be"));
  CHECK_THAT(message_of([] { resized(Image(2, 2, {0, 0, 0}), 100000, 100000); }), Catch::Contains("at most"));
  CHECK_THAT(message_of([] { resized(Image(), 4, 4); }), Catch::Contains("should have at least 1 x 1"));
  CHECK_THAT(message_of([] { centre_square(Image(), 4); }), Catch::Contains("should have at least 1 x 1"));
  CHECK_THAT(message_of([] { Image(0, 3, {0, 0, 0}); }), Catch::Contains("3 x 0 pixels"));
}

TEST_CASE("a photograph is scaled by its shorter side, and the middle is cut out") {
  const Image wide = noise(20, 50, 4);
  const Image all = resized(wide, 10, 25), cut = centre_crop(wide, 10, 8);
  REQUIRE(cut.height == 8);
  REQUIRE(cut.width == 8);
  for (Index y = 0; y < 8; ++y)
    for (Index x = 0; x < 8; ++x)
      for (Index c = 0; c < 3; ++c) CHECK(cut.pixel(y, x)[c] == all.pixel(y + 1, x + 8)[c]);
  const Image high = centre_crop(noise(51, 17, 5), 17, 17);
  CHECK(high.height == 17);
  CHECK(centre_crop(noise(32, 32, 6), 32, 32) == noise(32, 32, 6));
  CHECK_THAT(message_of([&] { centre_crop(wide, 8, 10); }), Catch::Contains("should be at least 1 and at most 8"));
  CHECK_THAT(message_of([&] { centre_crop(noise(1, 3000, 7), 256, 224); }), Catch::Contains("is too narrow"));
}

TEST_CASE("a picture as a network reads it: channel by channel, less the mean, in deviations") {
  const Image image = noise(3, 4, 8);
  const PixelScale scale{{0.5, 0.25, 0}, {0.5, 2, 1}};
  const Eigen::RowVectorXd row = network_input(image, scale);
  REQUIRE(row.size() == 36);
  for (Index y = 0; y < 3; ++y)
    for (Index x = 0; x < 4; ++x) {
      CHECK(row(4 * y + x) == Approx((image.pixel(y, x)[0] / 255.0 - 0.5) / 0.5));
      CHECK(row(12 + 4 * y + x) == Approx((image.pixel(y, x)[1] / 255.0 - 0.25) / 2));
      CHECK(row(24 + 4 * y + x) == Approx(image.pixel(y, x)[2] / 255.0));
    }
}
