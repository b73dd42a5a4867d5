#include <neon/core/error.hpp>
#include <neon/layers/convolutional_stack.hpp>

#include <algorithm>
#include <cmath>

#include "clustering/threads.hpp"
#include "support/laws.hpp"
#include "support/sample_images.hpp"
#include "support/slow_images.hpp"

using namespace neon;
using Catch::Matchers::Contains;

namespace {

void matches(const FeatureMaps& fast, Index n, const slow::Map& expected) {
  const slow::Map found = slow::map_of(fast, n);
  REQUIRE(found.values.size() == expected.values.size());
  laws::equal(Eigen::Map<const Vector>(found.values.data(), static_cast<Index>(found.values.size())),
              Eigen::Map<const Vector>(expected.values.data(), static_cast<Index>(found.values.size())),
              tolerance::single);
}

/// sum_k gradient_k a_k, a the layer's output.
double weighted(const ConvolutionalNetwork& network, const slow::Map& image, Index layer, const slow::Map& gradient) {
  const slow::Map a = slow::activations(network, image)[static_cast<std::size_t>(layer)];
  double sum = 0;
  for (std::size_t i = 0; i < a.values.size(); ++i) sum += a.values[i] * gradient.values[i];
  return sum;
}

}  // namespace

TEST_CASE("every layer's activations are those of direct loops in double") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const ConvolutionalNetwork network = samples::network(seed);
  const ConvolutionalStack stack(network);
  const FeatureMaps images = samples::images(2, 3, 8, 12, seed + 10);
  const std::vector<Index> layers{0, 1, 2, 3, 4, 5, 6, 7, 8};
  const std::vector<FeatureMaps> found = stack.forward(images, layers);
  const ForwardPass pass = stack.pass(images);
  REQUIRE(pass.images() == 2);
  for (Index n = 0; n < 2; ++n) {
    const std::vector<slow::Map> expected = slow::activations(network, slow::map_of(images, n));
    for (const Index l : layers) {
      matches(found[static_cast<std::size_t>(l)], n, expected[static_cast<std::size_t>(l)]);
      matches(pass.activations(l), n, expected[static_cast<std::size_t>(l)]);
    }
  }
}

TEST_CASE("Winograd's arithmetic gives what direct loops in double give") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const ConvolutionalNetwork network = samples::wide_network(seed);
  const FeatureMaps images = samples::images(2, 3, 14, 22, seed + 10);
  const std::vector<Index> layers{2, 3, 5, 8};
  const std::vector<FeatureMaps> found = ConvolutionalStack(network).forward(images, layers, Arithmetic::winograd);
  for (Index n = 0; n < 2; ++n) {
    const std::vector<slow::Map> expected = slow::activations(network, slow::map_of(images, n));
    for (std::size_t l = 0; l < layers.size(); ++l) matches(found[l], n, expected[static_cast<std::size_t>(layers[l])]);
  }
}

TEST_CASE("equal neighbourhoods have equal activations in direct arithmetic") {
  FeatureMaps image(1, 3, 20, 28);
  std::fill(image.values.begin(), image.values.end(), 0.7F);
  const FeatureMaps a = ConvolutionalStack(samples::wide_network(1)).forward(image, {8}).front();
  for (Index c = 0; c < a.channels; ++c)
    for (Index y = 4; y < a.height - 4; ++y)
      for (Index x = 4; x < a.width - 4; ++x) CHECK(a(0, c, y, x) == a(0, c, 4, 4));
}

TEST_CASE("the gradient is the derivative of direct loops in double", "[kernels]") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const Index layer = GENERATE(1, 4, 7, 8);
  const bool wide = GENERATE(false, true);
  const ConvolutionalNetwork network = wide ? samples::wide_network(seed) : samples::network(seed);
  const FeatureMaps images = samples::images(1, 3, 8, 8, seed + 10);
  const ForwardPass pass = ConvolutionalStack(network).pass(images);
  const FeatureMaps a = pass.activations(layer);
  const FeatureMaps gradients = samples::images(2, a.channels, a.height, a.width, seed + 20);
  const FeatureMaps found = pass.pullback(layer, gradients);
  REQUIRE(found.shape() == "[2, 3, 8, 8]");
  constexpr double step = tolerance::difference_step;
  for (Index m = 0; m < 2; ++m)
    for (std::size_t i = 0; i < images.values.size(); i += wide ? 61 : 7) {
      slow::Map up = slow::map_of(images), down = up;
      up.values[i] += step;
      down.values[i] -= step;
      const slow::Map g = slow::map_of(gradients, m);
      const double numeric = (weighted(network, up, layer, g) - weighted(network, down, layer, g)) / (2 * step);
      CHECK(static_cast<double>(found.map(m)[i]) ==
            Approx(numeric).epsilon(tolerance::single).margin(tolerance::single * 10));
    }
}

TEST_CASE("a max-pool's gradient goes to the first of the largest") {
  ConvolutionalNetwork network{{Convolution{"one", 1, 1, {0, 0, 0, 0, 1, 0, 0, 0, 0}, {0}}, MaxPool{}}};
  const ConvolutionalStack stack(network);
  FeatureMaps image(1, 1, 2, 6);
  image.values = {7, 7, 1, 2, 1, 1, 7, 7, 2, 2, 1, 2};
  FeatureMaps gradient(1, 1, 1, 3);
  gradient.values = {1, 2, 3};
  CHECK(stack.forward(image, {2}).front().values == std::vector<float>{7, 2, 2});
  CHECK(stack.pass(image).pullback(2, gradient).values == std::vector<float>{1, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 3});
}

TEST_CASE("results do not depend on threads, batch or what ran before") {
  const ConvolutionalNetwork network = GENERATE(false, true) ? samples::wide_network(1) : samples::network(1);
  const ConvolutionalStack stack(network);
  const FeatureMaps images = samples::images(3, 3, 32, 48, 5);
  const FeatureMaps top = stack.forward(images, {8}).front(),
                    gradient = samples::images(3, top.channels, top.height, top.width, 6);
  const auto run = [&](int count) {
    return with_threads(count, [&] {
      const ForwardPass pass = stack.pass(images);
      return std::vector{pass.activations(8).values, pass.pullback(8, gradient).values,
                         stack.forward(images, {8}, Arithmetic::winograd).front().values};
    });
  };
  const auto serial = run(1);
  CHECK(run(2) == serial);
  CHECK(run(1) == serial);
  const FeatureMaps second = part_of(images, 1, 1);
  stack.forward(samples::images(1, 3, 8, 8, 7), {8});
  CHECK(stack.pass(second).activations(8).values == part_of(stack.forward(images, {8}).front(), 1, 1).values);
  CHECK(stack.pass(second).pullback(8, part_of(gradient, 1, 1)).values ==
        part_of(stack.pass(images).pullback(8, gradient), 1, 1).values);
}

TEST_CASE("a pass outlives its stack") {
  const FeatureMaps image = samples::images(1, 3, 8, 8, 1);
  const ForwardPass pass = [&] { return ConvolutionalStack(samples::network(1)).pass(image); }();
  CHECK(pass.activations(0).values == image.values);
  CHECK(pass.pullback(8, pass.activations(8)).size() == image.size());
}

TEST_CASE("images that do not fit are refused, with their shape or pixel") {
  const ConvolutionalStack stack(samples::network(1));
  CHECK_THROWS_WITH(stack.forward(FeatureMaps(1, 3, 8, 10), {8}),
                    "images of 8 x 10 pixels: height and width should be multiples of 4");
  CHECK_THROWS_WITH(stack.pass(FeatureMaps(1, 3, 0, 8)), Contains("0 x 8"));
  CHECK_THROWS_WITH(stack.pass(FeatureMaps(1, 4, 8, 8)),
                    "images of shape [1, 4, 8, 8] should be [n, 3, height, width]");
  CHECK_THROWS_WITH(stack.pass(FeatureMaps(0, 3, 8, 8)), Contains("[0, 3, 8, 8]"));
  CHECK_THROWS_WITH(stack.forward(FeatureMaps(1, 3, 8, 8), {9}), "layer 9 should be in 0 ... 8");
  FeatureMaps image(2, 3, 8, 8);
  image(1, 2, 3, 4) = std::nanf("");
  CHECK_THROWS_WITH(stack.pass(image), "image 1, channel 2, row 3, column 4: nan should be finite");
  const ForwardPass pass = stack.pass(FeatureMaps(2, 3, 8, 8));
  CHECK_THROWS_WITH(pass.activations(-1), Contains("layer -1"));
  CHECK_THROWS_WITH(pass.pullback(8, FeatureMaps(1, 4, 2, 2)),
                    "gradient of shape [1, 4, 2, 2] at layer 8 should be [2, 4, 2, 2]");
  CHECK_THROWS_WITH(pass.pullback(0, FeatureMaps(2, 3, 8, 8)), Contains("layer 0"));
}

TEST_CASE("networks that do not fit together are refused") {
  const auto refusal = [](std::vector<ImageLayer> layers) {
    try {
      ConvolutionalStack stack(ConvolutionalNetwork{std::move(layers)});
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string("accepted");
  };
  const Convolution good = samples::convolution(4, 3, 1);
  Convolution bad = good;
  CHECK_THAT(refusal({}), Contains("first layer should be a convolution"));
  CHECK_THAT(refusal({MaxPool{}}), Contains("first layer should be a convolution"));
  CHECK_THAT(refusal({good, MaxPool{}, Relu{}}), Contains("layer 3 is a rectifier"));
  CHECK_THAT(refusal({good, good}), Contains("3 inputs should be the 4 channels"));
  bad.weight[5] = std::nanf("");
  CHECK_THAT(refusal({bad}), Contains("'sample', kernel: element 5 is nan"));
  bad = good;
  bad.bias.pop_back();
  CHECK_THAT(refusal({bad}), Contains("3 biases should be 4"));
  bad = good;
  bad.weight.pop_back();
  CHECK_THAT(refusal({bad}), Contains("107 weights should be 4 x 3 x 3 x 3"));
}
