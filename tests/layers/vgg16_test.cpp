#include <neon/core/error.hpp>
#include <neon/layers/vgg16.hpp>

#include <catch2/catch.hpp>

#include <cmath>

using namespace neon;
using Catch::Matchers::Contains;

namespace {

std::vector<Convolution> weights() {
  std::vector<Convolution> result;
  for (const vgg16::Shape& shape : vgg16::convolutions) {
    const auto outputs = static_cast<std::size_t>(shape.outputs), inputs = static_cast<std::size_t>(shape.inputs);
    result.push_back({shape.name, shape.outputs, shape.inputs, std::vector<float>(outputs * inputs * 9),
                      std::vector<float>(outputs)});
  }
  return result;
}

std::string refusal(const std::vector<Convolution>& found) {
  try {
    vgg16::network(found);
  } catch (const Error& error) {
    return error.what();
  }
  return "accepted";
}

}  // namespace

TEST_CASE("VGG16's layers are numbered as in torchvision") {
  const ConvolutionalNetwork network = vgg16::network(weights());
  REQUIRE(network.depth() == 31);
  std::vector<Index> pools, convolutions;
  for (Index l = 1; l <= network.depth(); ++l) {
    if (std::holds_alternative<MaxPool>(network.layer(l))) pools.push_back(l);
    if (std::holds_alternative<Convolution>(network.layer(l))) convolutions.push_back(l);
  }
  CHECK(pools == std::vector<Index>{5, 10, 17, 24, 31});
  CHECK(convolutions == std::vector<Index>{1, 3, 6, 8, 11, 13, 15, 18, 20, 22, 25, 27, 29});
  CHECK(network.channels(17) == 256);
  CHECK(network.channels(31) == 512);
  CHECK(network.reduction(17) == 8);
  CHECK(network.reduction(31) == vgg16::size_step);
}

TEST_CASE("weights that are not VGG16's are refused by name") {
  std::vector<Convolution> found = weights();
  SECTION("missing") {
    found.erase(found.begin() + 4);
    CHECK_THAT(refusal(found), Contains("'block3_conv1' is missing"));
  }
  SECTION("unknown") {
    found.push_back({"block6_conv1", 1, 1, std::vector<float>(9), {0}});
    CHECK_THAT(refusal(found), Contains("unknown convolution 'block6_conv1'"));
  }
  SECTION("twice") {
    found.push_back(found.front());
    CHECK_THAT(refusal(found), Contains("14 convolutions should be 13"));
  }
  SECTION("out of order") {
    std::swap(found[0], found[1]);
    CHECK_THAT(refusal(found), Contains("'block1_conv2' stands where 'block1_conv1' should be"));
  }
  SECTION("of another shape") {
    found[2].inputs = 32;
    CHECK_THAT(refusal(found), Contains("'block2_conv1' of shape [128, 32, 3, 3] should be [128, 64, 3, 3]"));
  }
  SECTION("not finite") {
    found[12].bias[7] = std::nanf("");
    CHECK_THAT(refusal(found), Contains("'block5_conv3', bias: element 7 is nan"));
  }
}

TEST_CASE("the input is blue, green, red, less the mean, not scaled") {
  FeatureMaps rgb(2, 3, 1, 2);
  rgb(1, 0, 0, 1) = 255;  // a red pixel
  const FeatureMaps input = vgg16::preprocess(rgb);
  CHECK(input(1, 2, 0, 1) == Approx(255 - 123.68));
  CHECK(input(1, 1, 0, 1) == Approx(-116.779));
  CHECK(input(1, 0, 0, 1) == Approx(-103.939));
  CHECK(input(0, 2, 0, 1) == Approx(-123.68));
  const ChannelBounds bounds = vgg16::bounds();
  CHECK(bounds.lower == std::vector<float>{-103.939F, -116.779F, -123.68F});
  CHECK(input(1, 2, 0, 1) == bounds.upper[2]);
  rgb(1, 0, 0, 1) = 255.5F;
  CHECK_THROWS_WITH(vgg16::preprocess(rgb),
                    Contains("image 1, channel 0, row 0, column 1: 255.5 should be in 0 ... 255"));
  rgb(1, 0, 0, 1) = std::nanf("");
  CHECK_THROWS_WITH(vgg16::preprocess(rgb), Contains("nan"));
  CHECK_THROWS_WITH(vgg16::preprocess(FeatureMaps(1, 1, 2, 2)), Contains("[1, 1, 2, 2] should have 3 channels"));
}
