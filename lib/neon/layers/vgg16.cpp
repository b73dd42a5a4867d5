#include <neon/core/error.hpp>
#include <neon/layers/vgg16.hpp>

#include <algorithm>
#include <string_view>

namespace neon::vgg16 {
namespace {

constexpr float brightest = 255;

bool is_known(std::string_view name) {
  return std::any_of(convolutions.begin(), convolutions.end(), [&](const Shape& shape) { return shape.name == name; });
}

void check_names(const std::vector<Convolution>& weights) {
  for (const Convolution& found : weights)
    require(is_known(found.name), "VGG16: unknown convolution '{}' (known: block1_conv1 ... block5_conv3)", found.name);
  for (const Shape& expected : convolutions)
    require(std::any_of(weights.begin(), weights.end(), [&](const Convolution& w) { return w.name == expected.name; }),
            "VGG16: convolution '{}' is missing", expected.name);
  require(weights.size() == convolutions.size(), "VGG16: {} convolutions should be {}: one is there twice",
          weights.size(), convolutions.size());
}

}  // namespace

ConvolutionalNetwork network(std::vector<Convolution> weights) {
  check_names(weights);
  ConvolutionalNetwork result;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const Shape& expected = convolutions[i];
    Convolution& found = weights[i];
    require(found.name == expected.name, "VGG16: convolution '{}' stands where '{}' should be", found.name,
            expected.name);
    require(found.outputs == expected.outputs && found.inputs == expected.inputs,
            "VGG16: convolution '{}' of shape [{}, {}, 3, 3] should be [{}, {}, 3, 3]", found.name, found.outputs,
            found.inputs, expected.outputs, expected.inputs);
    const bool ends_block = i + 1 == weights.size() || expected.name[5] != convolutions[i + 1].name[5];
    result.layers.emplace_back(std::move(found));
    result.layers.emplace_back(Relu{});
    if (ends_block) result.layers.emplace_back(MaxPool{});
  }
  result.check();
  return result;
}

FeatureMaps preprocess(const FeatureMaps& rgb) {
  require(rgb.channels == 3, "VGG16: images of shape {} should have 3 channels: red, green, blue", rgb.shape());
  FeatureMaps result(rgb.count, 3, rgb.height, rgb.width);
  for (Index n = 0; n < rgb.count; ++n)
    for (Index c = 0; c < 3; ++c)
      for (Index p = 0; p < rgb.locations(); ++p) {
        const float value = rgb.map(n)[(2 - c) * rgb.locations() + p];
        require(value >= 0 && value <= brightest,
                "VGG16: image {}, channel {}, row {}, column {}: {} should be in 0 ... 255", n, 2 - c, p / rgb.width,
                p % rgb.width, value);
        result.map(n)[c * rgb.locations() + p] = value - mean[static_cast<std::size_t>(c)];
      }
  return result;
}

ChannelBounds bounds() {
  ChannelBounds result;
  for (const float m : mean) {
    result.lower.push_back(0 - m);
    result.upper.push_back(brightest - m);
  }
  return result;
}

}  // namespace neon::vgg16
