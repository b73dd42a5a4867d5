#include <neon/images/heatmap.hpp>

#include <catch2/catch.hpp>

#include <cmath>

#include "support/scratch_folder.hpp"

using namespace neon;
using Colour = std::array<std::uint8_t, 3>;

namespace {

Colour at(const Image& image, Index y, Index x) {
  const std::uint8_t* p = image.pixel(y, x);
  return {p[0], p[1], p[2]};
}

}  // namespace

TEST_CASE("Colours: red for, white nothing, blue against, yellow no number, ever darker") {
  CHECK(diverging_colour(0) == Colour{255, 255, 255});
  CHECK(diverging_colour(1) == diverging_colour(7));
  CHECK(diverging_colour(-1) == diverging_colour(-infinity));
  CHECK(diverging_colour(1)[0] > diverging_colour(1)[2]);
  CHECK(diverging_colour(-1)[0] < diverging_colour(-1)[2]);
  CHECK(diverging_colour(std::nan("")) == Colour{0xff, 0xf2, 0x80});
  for (const double sign : {-1.0, 1.0})
    for (double value = 0; value < 1; value += 0.05) {
      const Colour less = diverging_colour(sign * value), more = diverging_colour(sign * (value + 0.05));
      CHECK(less[1] > more[1]);
    }
}

TEST_CASE("The scale saturates the share asked for, across all maps that share it") {
  Matrix maps = Matrix::Zero(10, 100);
  for (Index i = 0; i < 1000; ++i) maps(i / 100, i % 100) = (i % 2 == 0 ? 1 : -1) * static_cast<double>(i);
  CHECK(relevance_scale(maps, 0) == 999);
  CHECK(relevance_scale(maps, 0.01) == 989);
  maps(0, 0) = std::nan("");
  maps(0, 1) = infinity;
  CHECK(relevance_scale(maps, 0) == 999);
  CHECK(relevance_scale(Matrix::Zero(3, 3)) == 1);
  Matrix one = Matrix::Zero(30, 30);
  one(3, 3) = -5;
  CHECK(relevance_scale(one, 0.1) == 5);
  CHECK_THAT(message_of([&] { relevance_scale(maps, 1); }), Catch::Contains("share 1 should be in [0, 1)"));
}

TEST_CASE("Heatmap and overlay: pixel by pixel") {
  Matrix relevance(2, 2);
  relevance << 2, -2, 0, 1;
  const Image map = heatmap(relevance, 2);
  CHECK(at(map, 0, 0) == diverging_colour(1));
  CHECK(at(map, 0, 1) == diverging_colour(-1));
  CHECK(at(map, 1, 0) == diverging_colour(0));
  CHECK(at(map, 1, 1) == diverging_colour(0.5));

  const Image image(2, 2, {255, 255, 255});
  const Image over = overlay(image, relevance, 2);
  CHECK(at(over, 0, 0) == diverging_colour(1));
  CHECK(at(over, 1, 0) == Colour{255, 255, 255});
  CHECK(at(overlay(Image(2, 2, {0, 0, 0}), relevance, 2), 1, 0) == Colour{179, 179, 179});
  CHECK(at(overlay(image, Matrix::Constant(2, 2, std::nan("")), 1), 0, 0) == diverging_colour(std::nan("")));
}

TEST_CASE("Maps that do not fit") {
  CHECK_THAT(message_of([] { heatmap(Matrix(0, 3), 1); }), Catch::Contains("should have at least one entry"));
  CHECK_THAT(message_of([] { heatmap(Matrix::Zero(2, 2), 0); }), Catch::Contains("scale 0 should be positive"));
  CHECK_THAT(message_of([] {
               overlay(Image(2, 3, {0, 0, 0}), Matrix::Zero(3, 2), 1);
             }),
             Catch::Contains("[3, 2] should be [2, 3]"));
}
