#include <neon/core/error.hpp>
#include <neon/images/image_resize.hpp>

#include <catch2/catch.hpp>

#include <cmath>
#include <set>

#include "experiments/vgg16/cluster_profile.hpp"
#include "experiments/vgg16/patch_flipping.hpp"
#include "experiments/vgg16/picture.hpp"
#include "experiments/vgg16/spiral.hpp"
#include "support/samples.hpp"
#include "support/scratch_folder.hpp"
#include "support/tolerances.hpp"

using namespace neon;
using namespace neon::experiments::vgg16;
using Catch::Contains;

namespace {

/// Parallel stripes whose edges have this orientation, in degrees.
Image stripes(Index size, double degrees) {
  Image image(size, size, {0, 0, 0});
  const double angle = degrees * M_PI / 180;
  for (Index y = 0; y < size; ++y)
    for (Index x = 0; x < size; ++x) {
      // Across the edges: orientation + 90 degrees, anticlockwise, with y pointing down.
      const double across = -std::sin(angle) * static_cast<double>(x) - std::cos(angle) * static_cast<double>(y);
      std::fill_n(image.pixel(y, x), 3, static_cast<std::uint8_t>(std::lround(127.5 + 120 * std::sin(0.4 * across))));
    }
  return image;
}

Eigen::RowVectorXd everywhere(const Image& image) { return Eigen::RowVectorXd::Ones(image.height * image.width); }

}  // namespace

TEST_CASE("The spiral has edges of every angle, flat white and black, and a white border") {
  const Index size = GENERATE(64, 224, 448);
  const Image image = spiral(size);
  REQUIRE(image.width == size);
  Index black = 0, white = 0;
  for (Index y = 0; y < size; ++y)
    for (Index x = 0; x < size; ++x) {
      black += image.pixel(y, x)[0] == 0 ? 1 : 0;
      white += image.pixel(y, x)[0] == 255 ? 1 : 0;
      if (y == 0 || x == 0 || y == size - 1 || x == size - 1) CHECK(image.pixel(y, x)[1] == 255);
    }
  CHECK(black > size * size / 10);
  CHECK(white > size * size / 3);
  const ClusterProfile profile = profile_of(everywhere(image), image, luma_gradient(image));
  CHECK(profile.spread > 33);
  CHECK_THROWS_WITH(spiral(16), Contains("16 pixels should be at least 32"));
}

TEST_CASE("The orientation of edges is that of the stripes, both ways round count alike") {
  const double degrees = GENERATE(0.0, 20.0, 45.0, 90.0, 135.0, 170.0);
  const Image image = stripes(96, degrees);
  Eigen::RowVectorXd inside = Eigen::RowVectorXd::Zero(96 * 96);
  for (Index y = 8; y < 88; ++y) inside.segment(y * 96 + 8, 80).setOnes();
  const ClusterProfile profile = profile_of(inside, image, luma_gradient(image));
  const double apart = std::abs(profile.orientation - degrees);
  CHECK(std::min(apart, 180 - apart) < 1);
  CHECK(profile.spread < 3);
  CHECK(profile.orientation >= 0);
  CHECK(profile.orientation < 180);
}

TEST_CASE("Weights: only pixels with positive relevance count") {
  Image image = stripes(64, 0);
  const Image other = stripes(64, 90);
  for (Index y = 0; y < 64; ++y) std::copy_n(other.pixel(y, 32), 3 * 32, image.pixel(y, 32));
  Eigen::RowVectorXd left = Eigen::RowVectorXd::Constant(64 * 64, -5);
  for (Index y = 4; y < 60; ++y) left.segment(y * 64 + 4, 24).setOnes();
  const LumaGradient gradient = luma_gradient(image);
  CHECK(profile_of(left, image, gradient).spread < 3);
  CHECK(profile_of(everywhere(image), image, gradient).spread > 35);
  CHECK(profile_of(left, image, gradient).radius < profile_of(everywhere(image), image, gradient).radius);
}

TEST_CASE("Colour, area and radius by hand") {
  Image image(2, 2, {0, 0, 0});
  image.pixel(0, 1)[0] = 200;
  image.pixel(1, 0)[1] = 100;
  Eigen::RowVectorXd relevance(4);
  relevance << 0, 3, 1, -7;
  const ClusterProfile profile = profile_of(relevance, image, luma_gradient(image));
  CHECK(profile.colour[0] == Approx(150));
  CHECK(profile.colour[1] == Approx(25));
  // Variances: 0.75 * 0.25 * (200^2 + 100^2) against 7500 + 1875.
  CHECK(profile.colour_spread == Approx(std::sqrt(9375.0 / 9375.0)));
  CHECK(profile.area == 0.25);
  // The centre is (0.75, 0.25); squared distances 0.125 and 1.125.
  CHECK(profile.radius == Approx(std::sqrt(0.75 * 0.125 + 0.25 * 1.125) / 2));
  CHECK(profile_of(everywhere(image), image, luma_gradient(image)).area == 0.5);
}

TEST_CASE("No relevance, one colour, and what is no number") {
  const Image image(8, 8, {10, 20, 30});
  const LumaGradient gradient = luma_gradient(image);
  const ClusterProfile none = profile_of(-everywhere(image), image, gradient);
  CHECK(none.area == 0);
  CHECK(none.spread == no_preference);
  const ClusterProfile flat = profile_of(everywhere(image), image, gradient);
  CHECK(flat.edge_strength == 0);
  CHECK(flat.colour_spread == 0);
  CHECK(flat.spread == no_preference);
  CHECK(flat.radius == Approx(std::sqrt(2 * (64.0 - 1) / 12) / 8));
  CHECK_THROWS_WITH(profile_of(Eigen::RowVectorXd::Zero(3), image, gradient), Contains("3 relevances should be 8 x 8"));
  CHECK_THROWS_WITH(profile_of(Eigen::RowVectorXd::Constant(64, infinity), image, gradient),
                    Contains("should be finite"));
}

TEST_CASE("Overlap: what two maps share") {
  Matrix relevance(3, 4);
  relevance << 1, 1, 0, -3, 0, 2, 2, 0, 0, 0, 0, -1;
  const Matrix shared = overlap(relevance);
  CHECK(shared(0, 0) == 1);
  CHECK(shared(0, 1) == Approx(0.5));
  CHECK(shared(1, 0) == shared(0, 1));
  CHECK(shared.row(2).isZero());
}

TEST_CASE("Border clusters are those on the outermost ring") {
  // 4 x 4: the ring is cluster 0, the inside 1; one inside location is in 0, cluster 2 is empty.
  Labels labels(16, 0);
  for (const std::size_t inside : {5, 6, 9}) labels[inside] = 1;
  const Vector share = border_share(labels, 4, 4, 3);
  CHECK(share(0) == Approx(12.0 / 13));
  CHECK(share(1) == 0);
  CHECK(share(2) == 0);
}

TEST_CASE("Patches are ordered by the sum of their relevance, ties in row-major order") {
  Eigen::RowVectorXd map = Eigen::RowVectorXd::Zero(16 * 16);
  map(8) = 3;             // patch 1
  map(15 * 16 + 15) = 5;  // patch 3
  map(15 * 16 + 8) = -4;
  map(9 * 16) = -1;  // patch 2
  CHECK(patch_order(map, 16, 8) == Labels{1, 3, 0, 2});
  CHECK_THROWS_WITH(patch_order(map, 16, 7), Contains("patches of 7 should divide 16"));
  CHECK_THROWS_WITH(patch_order(map, 8, 8), Contains("256 pixels should be 8 x 8"));
}

TEST_CASE("Area under a flipping curve: trapezia on the square-root axis") {
  Eigen::RowVectorXd curve(3);
  curve << 1, 0.5, 0;
  CHECK(flipping_area(curve, {2, 8}) == Approx(0.5));
  CHECK(flipping_area(curve, {2, 18}) == Approx((0.75 + 2 * 0.25) / 3));
  CHECK(flipping_area(Eigen::RowVectorXd::Ones(3), {2, 50}) == Approx(1));
  CHECK_THROWS_WITH(flipping_area(curve, {2}), Contains("3 points should be one more than the 1 percents"));
}

TEST_CASE("The blank image has the mean colour of the image everywhere") {
  FeatureMaps input(1, 3, 4, 4);
  for (std::size_t i = 0; i < input.values.size(); ++i) input.values[i] = static_cast<float>(i % 16);
  const FeatureMaps result = blank(input);
  for (const float value : result.values) CHECK(value == Approx(7.5));
}

TEST_CASE("Pictures: cropped, scaled, hashed, names that could break a path or clash") {
  const ScratchFolder folder;
  write_png(folder / "a.b.png", Image(40, 60, {10, 20, 30}));
  const Picture picture = open_picture(folder / "a.b.png", 32);
  CHECK(picture.image == Image(32, 32, {10, 20, 30}));
  CHECK(picture.name == "a_b");
  CHECK(picture.file_width == 60);
  CHECK(picture.sha256.size() == 64);
  std::vector<Picture> pictures(3, picture);
  make_names_unique(pictures);
  CHECK(std::set<std::string>{pictures[0].name, pictures[1].name, pictures[2].name}.size() == 3);
  CHECK(pictures[0].name == "a_b");
  CHECK_THROWS_WITH(default_picture("moon", 32), Contains("image 'moon' should be one of spiral, street, palace"));
  CHECK(default_picture("spiral", 64).image == spiral(64));
}
