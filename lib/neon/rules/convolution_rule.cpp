#include <neon/core/error.hpp>
#include <neon/rules/convolution_rule.hpp>

#include <algorithm>

namespace neon {
namespace {

constexpr Index kernel_size = Convolution::kernel * Convolution::kernel;

void check_bounds(const FeatureMaps& image, const ChannelBounds& bounds) {
  const auto channels = static_cast<std::size_t>(image.channels);
  require(bounds.lower.size() == channels && bounds.upper.size() == channels,
          "zB rule: {} lower and {} upper bounds should be {}: one for each channel of the image", bounds.lower.size(),
          bounds.upper.size(), channels);
  for (Index c = 0; c < image.channels; ++c)
    for (Index p = 0; p < image.locations(); ++p) {
      const float value = image.map(0)[c * image.locations() + p];
      const float lower = bounds.lower[static_cast<std::size_t>(c)], upper = bounds.upper[static_cast<std::size_t>(c)];
      require(value >= lower && value <= upper, "zB rule: channel {}, row {}, column {}: {} should be in [{}, {}]", c,
              p / image.width, p % image.width, value, lower, upper);
    }
}

}  // namespace

std::vector<Input> inputs_of(const Rule& rule) {
  std::vector<Input> result;
  for (const Term& term : rule.terms)
    if (std::find(result.begin(), result.end(), term.input) == result.end()) result.push_back(term.input);
  return result;
}

Convolution mapped_by(const Rule& rule, const Convolution& layer) {
  require(!rule.midpoint, "rule {} at convolution '{}': only detection layers have root points", rule.name, layer.name);
  const std::vector<Input> inputs = inputs_of(rule);
  const Index groups = static_cast<Index>(inputs.size()), kernel = layer.inputs * kernel_size;
  Convolution result{layer.name, layer.outputs, layer.inputs * groups};
  result.weight.assign(layer.weight.size() * inputs.size(), 0);
  result.bias.assign(layer.bias.size(), 0);
  for (const Term& term : rule.terms) {
    const Convolution mapped = layer.mapped(term.map);
    const auto factor = static_cast<float>(term.factor);
    const Index group = std::find(inputs.begin(), inputs.end(), term.input) - inputs.begin();
    for (Index o = 0; o < layer.outputs; ++o) {
      const float* from = mapped.weight.data() + o * kernel;
      float* to = result.weight.data() + (o * groups + group) * kernel;
      for (Index i = 0; i < kernel; ++i) to[i] += factor * from[i];
    }
    if (rule.bias && term.input == Input::activation)
      for (std::size_t o = 0; o < result.bias.size(); ++o) result.bias[o] += factor * mapped.bias[o];
  }
  return result;
}

FeatureMaps rule_input(const Rule& rule, const FeatureMaps& image, const ChannelBounds& bounds) {
  const std::vector<Input> inputs = inputs_of(rule);
  const auto reads = [&](Input input) { return std::find(inputs.begin(), inputs.end(), input) != inputs.end(); };
  if (reads(Input::lower) || reads(Input::upper)) check_bounds(image, bounds);
  FeatureMaps result(1, image.channels * static_cast<Index>(inputs.size()), image.height, image.width);
  float* out = result.values.data();
  for (const Input input : inputs)
    for (Index c = 0; c < image.channels; ++c, out += image.locations()) {
      const auto channel = static_cast<std::size_t>(c);
      if (input == Input::activation)
        std::copy_n(image.map(0) + c * image.locations(), image.locations(), out);
      else
        std::fill_n(out, image.locations(),
                    input == Input::lower   ? bounds.lower[channel]
                    : input == Input::upper ? bounds.upper[channel]
                                            : 1.0F);
    }
  return result;
}

}  // namespace neon
