#include <neon/core/error.hpp>
#include <neon/layers/convolution.hpp>

#include <algorithm>
#include <cmath>

namespace neon {
namespace {

void check_finite(const std::vector<float>& values, const std::string& what) {
  const auto bad = std::find_if(values.begin(), values.end(), [](float value) { return !std::isfinite(value); });
  if (bad != values.end())
    throw Error(fmt::format("{}: element {} is {}, should be finite", what, bad - values.begin(), *bad));
}

}  // namespace

Convolution Convolution::mapped(WeightMap map) const {
  Convolution result = *this;
  for (float& w : result.weight) w = neon::mapped(map, w);
  for (float& b : result.bias) b = mapped_bias(map, b);
  return result;
}

void Convolution::check() const {
  const std::string here = fmt::format("convolution '{}'", name);
  require(outputs > 0 && inputs > 0, "{}: {} outputs and {} inputs should be positive", here, outputs, inputs);
  require(static_cast<Index>(weight.size()) == outputs * inputs * kernel * kernel,
          "{}: {} weights should be {} x {} x 3 x 3", here, weight.size(), outputs, inputs);
  require(static_cast<Index>(bias.size()) == outputs, "{}: {} biases should be {}", here, bias.size(), outputs);
  check_finite(weight, here + ", kernel");
  check_finite(bias, here + ", bias");
}

const ImageLayer& ConvolutionalNetwork::layer(Index number) const {
  require(number >= 1 && number <= depth(), "layer {} should be in 1 ... {}", number, depth());
  return layers[static_cast<std::size_t>(number - 1)];
}

Index ConvolutionalNetwork::channels(Index number) const {
  require(number >= 0 && number <= depth() && depth() > 0, "layer {} should be in 0 ... {}", number, depth());
  Index result = std::get<Convolution>(layers.front()).inputs;
  for (Index l = 1; l <= number; ++l)
    if (const auto* convolution = std::get_if<Convolution>(&layer(l))) result = convolution->outputs;
  return result;
}

Index ConvolutionalNetwork::reduction(Index number) const {
  Index result = 1;
  for (Index l = 1; l <= number; ++l)
    if (std::holds_alternative<MaxPool>(layer(l))) result *= 2;
  return result;
}

void ConvolutionalNetwork::check() const {
  require(!layers.empty() && std::holds_alternative<Convolution>(layers.front()),
          "network: the first layer should be a convolution");
  Index channels = std::get<Convolution>(layers.front()).inputs;
  for (std::size_t l = 0; l < layers.size(); ++l) {
    const ImageLayer& layer = layers[l];
    require(!std::holds_alternative<Relu>(layer) || std::holds_alternative<Convolution>(layers[l - 1]),
            "network: layer {} is a rectifier, should follow a convolution", l + 1);
    const auto* convolution = std::get_if<Convolution>(&layer);
    if (convolution == nullptr) continue;
    convolution->check();
    require(convolution->inputs == channels,
            "convolution '{}': {} inputs should be the {} channels of the layer before", convolution->name,
            convolution->inputs, channels);
    channels = convolution->outputs;
  }
}

}  // namespace neon
