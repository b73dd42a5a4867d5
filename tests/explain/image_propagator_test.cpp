#include <neon/core/error.hpp>
#include <neon/explain/image_propagator.hpp>

#include <cmath>

#include "clustering/threads.hpp"
#include "support/laws.hpp"
#include "support/sample_images.hpp"
#include "support/slow_images.hpp"

using namespace neon;
using Catch::Matchers::Contains;

namespace {

const ChannelBounds wide{{-5, -6, -7}, {5, 6, 7}};

/// Layer by layer with direct loops: the sum of R over every convolution's outputs, then over the pixels.
struct SlowResult {
  slow::Map pixels;
  std::vector<double> sums = {};
};

SlowResult slow_walk(const ConvolutionalNetwork& network, const ImageComposite& composite,
                     const std::vector<slow::Map>& a, Index layer, slow::Map relevance) {
  SlowResult result;
  const auto note = [&] {
    double sum = 0;
    for (const double r : relevance.values) sum += r;
    result.sums.push_back(sum);
  };
  for (Index l = layer; l >= 1; --l) {
    const slow::Map& in = a[static_cast<std::size_t>(l - 1)];
    if (const auto* convolution = std::get_if<Convolution>(&network.layer(l))) {
      note();
      relevance = slow::cross(composite.rule(l), *convolution, in, relevance, l == 1 ? wide : ChannelBounds{});
    } else if (std::holds_alternative<MaxPool>(network.layer(l))) {
      relevance = slow::unpool(in, relevance);
    }
  }
  note();
  result.pixels = relevance;
  return result;
}

Vector vector_of(const slow::Map& map) {
  return Eigen::Map<const Vector>(map.values.data(), static_cast<Index>(map.values.size()));
}

/// Relevance where a network would have it: on active neurons, of either sign.
FeatureMaps relevance_on(const FeatureMaps& a, Index maps, std::uint64_t seed) {
  FeatureMaps result = samples::images(maps, a.channels, a.height, a.width, seed);
  for (Index m = 0; m < maps; ++m)
    for (Index i = 0; i < a.size(); ++i) result.map(m)[i] *= a.map(0)[i];
  return result;
}

}  // namespace

TEST_CASE("relevance at the pixels is that of direct loops in double, under every composite") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const std::string name = GENERATE(as<std::string>(), "z", "epsilon=0.01", "z+", "gamma=0.25", "w^2", "flat",
                                    "gamma=0.25 up to 4, gamma=0.1 from 5, pixels zB");
  const Index layer = GENERATE(4, 7, 8);
  const ConvolutionalNetwork network = samples::network(seed);
  const ConvolutionalStack stack(network);
  const FeatureMaps image = samples::images(1, 3, 8, 8, seed + 10);
  const ImageComposite composite = image_composites::find(name);
  const ForwardPass pass = stack.pass(image);
  const FeatureMaps relevance = relevance_on(pass.activations(layer), 2, seed + 20);
  const ImageRelevance found = ImagePropagator(stack, pass, composite, wide)(layer, relevance);
  const std::vector<slow::Map> a = slow::activations(network, slow::map_of(image));
  for (Index m = 0; m < 2; ++m) {
    const SlowResult expected = slow_walk(network, composite, a, layer, slow::map_of(relevance, m));
    CAPTURE(name, layer, seed);
    laws::equal(vector_of(slow::map_of(found.pixels, m)), vector_of(expected.pixels), 10 * tolerance::single);
    REQUIRE(found.layers.size() + 1 == expected.sums.size());
    for (std::size_t i = 0; i < found.layers.size(); ++i) {
      const LayerConservation& account = found.layers[i];
      CHECK(account.sum_in(m) == Approx(expected.sums[i]).epsilon(0).margin(0.01));
      CHECK(account.sum_out(m) == Approx(expected.sums[i + 1]).epsilon(0).margin(0.01));
      CHECK(account.sum_in(m) - account.sum_out(m) - account.bias(m) == Approx(0).margin(0.01));
      CHECK(account.smallest_denominator(m) > 0);
      CHECK(account.negative_share(m) >= 0);
      CHECK(account.negative_share(m) <= 1);
    }
  }
}

TEST_CASE("without biases the paper's composite conserves all of it, through positive denominators") {
  ConvolutionalNetwork network = samples::network(GENERATE(1, 2, 3));
  for (ImageLayer& layer : network.layers)
    if (auto* convolution = std::get_if<Convolution>(&layer)) convolution->bias.assign(convolution->bias.size(), 0);
  const ConvolutionalStack stack(network);
  const ForwardPass pass = stack.pass(samples::images(1, 3, 16, 16, 9));
  const FeatureMaps relevance = pass.activations(8);
  double sum = 0;
  for (const float r : relevance.values) sum += static_cast<double>(r);
  const ImageRelevance found = ImagePropagator(stack, pass, image_composites::find("paper"), wide)(8, relevance);
  REQUIRE(found.layers.size() == 3);
  CHECK(found.layers[0].layer == 6);
  CHECK(found.layers[2].layer == 1);
  CHECK(found.layers[2].rule == "zB");
  CHECK(found.layers[2].sum_out(0) == Approx(sum).epsilon(tolerance::single));
  for (const LayerConservation& account : found.layers) {
    CHECK(account.bias(0) == 0);
    CHECK(account.negative_share(0) == 0);
  }
}

TEST_CASE("a map's relevance does not depend on its batch or the threads") {
  const ConvolutionalStack stack(samples::network(1));
  const ForwardPass pass = stack.pass(samples::images(1, 3, 16, 16, 2));
  const FeatureMaps relevance = relevance_on(pass.activations(8), 5, 3);
  const auto pixels = [&](int threads, const FeatureMaps& r) {
    return with_threads(threads, [&] {
      const ImagePropagator propagator(stack, pass, image_composites::find("paper"), wide);
      return propagator(8, r);
    });
  };
  const ImageRelevance all = pixels(1, relevance);
  CHECK(pixels(2, relevance).pixels.values == all.pixels.values);
  CHECK(pixels(2, relevance).layers[1].bias == all.layers[1].bias);
  for (Index m = 0; m < 5; ++m)
    CHECK(pixels(2, part_of(relevance, m, 1)).pixels.values == part_of(all.pixels, m, 1).values);
}

TEST_CASE("relevance of many maps goes in chunks, joined again") {
  const ConvolutionalStack stack(samples::network(1));
  const ForwardPass pass = stack.pass(samples::images(1, 3, 16, 16, 2));
  const ImagePropagator propagator(stack, pass, image_composites::find("paper"), wide);
  const FeatureMaps relevance = relevance_on(pass.activations(8), 5, 3);
  const ImageRelevance all = propagator(8, relevance);
  const ImageRelevance parts =
      joined({propagator(8, part_of(relevance, 0, 2)), propagator(8, part_of(relevance, 2, 3))});
  CHECK(parts.pixels.values == all.pixels.values);
  for (std::size_t l = 0; l < all.layers.size(); ++l) {
    CHECK(parts.layers[l].sum_out == all.layers[l].sum_out);
    CHECK(parts.layers[l].smallest_denominator == all.layers[l].smallest_denominator);
  }
  CHECK_THROWS_AS(joined({}), Error);
}

TEST_CASE("what a propagator answers does not depend on what it was asked before") {
  const ConvolutionalStack stack(samples::network(1));
  const ForwardPass pass = stack.pass(samples::images(1, 3, 16, 16, 2));
  const ImageComposite composite = image_composites::find("gamma=0.25 up to 4, gamma=0.1 from 5, pixels zB");
  const ImagePropagator propagator(stack, pass, composite, wide);
  const ImagePropagator other(stack, pass, image_composites::find("z+"), wide);
  const FeatureMaps low = relevance_on(pass.activations(4), 2, 3), high = relevance_on(pass.activations(8), 2, 4);
  const std::vector<float> first = propagator(4, low).pixels.values;
  propagator(8, high);
  other(8, high);
  CHECK(propagator(4, low).pixels.values == first);
  CHECK(ImagePropagator(stack, pass, composite, wide)(4, low).pixels.values == first);
}

TEST_CASE("where nothing is active, relevance stays finite") {
  ConvolutionalNetwork network = samples::network(1);
  for (ImageLayer& layer : network.layers)
    if (auto* convolution = std::get_if<Convolution>(&layer)) {
      convolution->weight.assign(convolution->weight.size(), 0);
      convolution->bias.assign(convolution->bias.size(), 0);
    }
  const ConvolutionalStack stack(network);
  const ForwardPass pass = stack.pass(FeatureMaps(1, 3, 8, 8));
  const std::string name = GENERATE(as<std::string>(), "z", "epsilon=0.01", "z+", "paper", "w^2");
  FeatureMaps ones(1, 4, 2, 2);
  std::fill(ones.values.begin(), ones.values.end(), 1.0F);
  for (const FeatureMaps& relevance : {FeatureMaps(1, 4, 2, 2), ones}) {
    const ImageRelevance found = ImagePropagator(stack, pass, image_composites::find(name), wide)(8, relevance);
    for (const float r : found.pixels.values) CHECK(r == 0);
  }
}

TEST_CASE("what cannot be propagated is refused") {
  const ConvolutionalStack stack(samples::network(1));
  const ForwardPass pass = stack.pass(samples::images(1, 3, 8, 8, 2));
  const ImageComposite paper = image_composites::find("paper");
  const auto make = [&](const ImageComposite& composite, const ChannelBounds& bounds) {
    ImagePropagator(stack, pass, composite, bounds);
  };
  CHECK_THROWS_WITH(ImagePropagator(stack, stack.pass(samples::images(2, 3, 8, 8, 2)), paper, wide),
                    Contains("2 images should be of one"));
  CHECK_THROWS_WITH(make(paper, {}), Contains("0 lower and 0 upper bounds should be 3"));
  CHECK_THROWS_WITH(make(paper, {{0, 0, 0}, {1, 1, 1}}), Contains("channel 0") && Contains("should be in [0, 1]"));
  CHECK_THROWS_WITH(make({"gap", "", rules::z(), {{5, 9, rules::z()}}}, wide), Contains("no rule for layer 3"));
  CHECK_THROWS_WITH(make({"box", "", rules::z(), {{1, 9, rules::z_box()}}}, wide),
                    Contains("should stand at the pixels"));
  CHECK_THROWS_WITH(make({"mid", "", rules::midpoint(), {{1, 9, rules::z()}}}, wide), Contains("root points"));

  const ImagePropagator propagator(stack, pass, paper, wide);
  CHECK_THROWS_WITH(propagator(9, FeatureMaps(1, 4, 2, 2)), Contains("layer 9 should be in 1 ... 8"));
  CHECK_THROWS_WITH(propagator(8, FeatureMaps(1, 4, 4, 2)),
                    "relevance of shape [1, 4, 4, 2] at layer 8 should be [m, 4, 2, 2]");
  FeatureMaps relevance(1, 4, 2, 2);
  relevance.values[3] = std::nanf("");
  CHECK_THROWS_WITH(propagator(8, relevance), Contains("should be finite"));
}
