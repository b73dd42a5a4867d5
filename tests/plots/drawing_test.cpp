#include <neon/core/error.hpp>
#include <neon/core/random.hpp>

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

#include "canvas/label_placement.hpp"
#include "canvas/page.hpp"
#include "canvas/palette.hpp"
#include "plots/heatmap.hpp"

using namespace neon;
using namespace neon::plots;

TEST_CASE("The diverging colours: white at zero, red above, blue below, saturated beyond one") {
  CHECK(diverging(0) == white);
  CHECK(diverging(7) == diverging(1));
  CHECK(diverging(-infinity) == diverging(-1));
  for (const double value : {0.1, 0.4, 0.5, 0.8, 1.0}) {
    CHECK(diverging(value).red > diverging(value).blue);
    CHECK(diverging(-value).blue > diverging(-value).red);
  }
  CHECK(diverging(std::nan("")) == undefined);
}

TEST_CASE("Grey levels and notations of colours") {
  CHECK(grey(0) == white);
  CHECK(grey(1) == black);
  CHECK(grey(2) == black);
  CHECK(grey(-1) == white);
  CHECK(hex({1, 0x20, 0xff}) == "#0120ff");
  CHECK(packed({1, 0x20, 0xff}) == 0x0120ff);
}

TEST_CASE("The scale of a heatmap is its fifth largest magnitude, whatever is no number") {
  Matrix maps = Matrix::Zero(2, 784);
  CHECK(symmetric_scale(maps) == 1);
  maps(0, 5) = -3;
  CHECK(symmetric_scale(maps) == 3);
  for (int i = 0; i < 6; ++i) maps(1, 100 * i) = (i % 2 == 0 ? 1 : -1) * (10.0 + i);
  CHECK(symmetric_scale(maps) == 11);
  maps(0, 9) = std::nan("");
  maps(0, 10) = infinity;
  CHECK(symmetric_scale(maps) == 11);
}

TEST_CASE("Text from a file cannot leave its string in gnuplot") {
  CHECK(gnuplot_string("it's `ls`") == "'it''s `ls`'");
  CHECK(gnuplot_string("a\nb\tc") == "'a b c'");
  CHECK(gnuplot_string("'d") == "'’d'");
}

TEST_CASE("A page grows with its caption, an image has to be a grid") {
  Page page(50);
  CHECK(page.height() == 50);
  page.set_caption("one line");
  const double one = page.height();
  std::string longer;
  for (int i = 0; i < 40; ++i) longer += "several lines of text ";
  page.set_caption(longer);
  CHECK(page.height() > one);
  CHECK_THROWS_WITH(page.image({0, 0, 10, 10}, 3, std::vector<Rgb>(10)),
                    Catch::Contains("10 pixels should fill rows of 3"));
}

TEST_CASE("Data reach gnuplot as numbers, with NaN where there are none") {
  Page page(10);
  Matrix values(2, 2);
  values << 0.1, -2e-7, std::nan(""), 3;
  CHECK(page.data(values) == "$d0");
  CHECK(page.data_script() == "$d0 << EOD\n0.1 -2e-07\nnan 3\nEOD\n");
  CHECK(page.data(values) == "$d1");
}

TEST_CASE("Labels lie inside the frame and do not cover each other") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  Random random(seed);
  std::vector<PagePoint> points;
  for (int i = 0; i < 150; ++i) points.push_back({50 + 15 * random.normal(), 40 + 10 * random.normal()});
  const std::vector<PagePoint> anchors(points.begin(), points.begin() + 9);
  const double width = 5, height = 3;
  const Box frame{0, 0, 100, 80};
  const std::vector<PagePoint> labels = place_labels(anchors, points, width, height, frame);
  REQUIRE(labels.size() == anchors.size());
  for (std::size_t i = 0; i < labels.size(); ++i) {
    CHECK((labels[i].x > frame.left && labels[i].x < frame.right() && labels[i].y > frame.top &&
           labels[i].y < frame.bottom()));
    CHECK(std::hypot(labels[i].x - anchors[i].x, labels[i].y - anchors[i].y) < 16);
    for (std::size_t j = 0; j < i; ++j)
      CHECK((std::abs(labels[i].x - labels[j].x) >= width || std::abs(labels[i].y - labels[j].y) >= height));
  }
}
