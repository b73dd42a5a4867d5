#include <neon/core/error.hpp>
#include <neon/rules/detail/convolution_rule.hpp>

#include <algorithm>

namespace neon {
namespace {

constexpr Index kernel_size = Convolution::kernel * Convolution::kernel;

bool has_bounds(const Rule& rule) {
  return std::any_of(rule.terms.begin(), rule.terms.end(),
                     [](const Term& term) { return term.input == Input::lower || term.input == Input::upper; });
}

void check_count(const Rule& rule, const ChannelBounds& bounds, Index channels) {
  const auto count = static_cast<std::size_t>(channels);
  require(!has_bounds(rule) || (bounds.lower.size() == count && bounds.upper.size() == count),
          "zB rule: {} lower and {} upper bounds should be {}: one for each channel of the image", bounds.lower.size(),
          bounds.upper.size(), channels);
}

void check_pixels(const FeatureMaps& image, const ChannelBounds& bounds) {
  for (Index c = 0; c < image.channels; ++c)
    for (Index p = 0; p < image.locations(); ++p) {
      const float value = image.map(0)[c * image.locations() + p];
      const float lower = bounds.lower[static_cast<std::size_t>(c)], upper = bounds.upper[static_cast<std::size_t>(c)];
      require(value >= lower && value <= upper, "zB rule: channel {}, row {}, column {}: {} should be in [{}, {}]", c,
              p / image.width, p % image.width, value, lower, upper);
    }
}

}  // namespace

InputParts::InputParts(const Rule& rule) {
  for (const Term& term : rule.terms) (term.input == Input::activation ? activation : constant) = true;
}

Convolution mapped_by(const Rule& rule, const Convolution& layer, const ChannelBounds& bounds) {
  require(!rule.midpoint, "rule {} at convolution '{}': only detection layers have root points", rule.name, layer.name);
  check_count(rule, bounds, layer.inputs);
  const InputParts parts(rule);
  Convolution result{layer.name, layer.outputs, layer.inputs * parts.count()};
  result.weight.assign(layer.weight.size() * static_cast<std::size_t>(parts.count()), 0);
  result.bias.assign(layer.bias.size(), 0);
  for (const Term& term : rule.terms) {
    const Convolution mapped = layer.mapped(term.map);
    const auto factor = static_cast<float>(term.factor);
    const bool is_activation = term.input == Input::activation;
    const Index part = parts.activation && !is_activation ? 1 : 0;
    for (Index o = 0; o < layer.outputs; ++o)
      for (Index i = 0; i < layer.inputs; ++i) {
        const auto channel = static_cast<std::size_t>(i);
        const float scale = factor * (term.input == Input::lower   ? bounds.lower[channel]
                                      : term.input == Input::upper ? bounds.upper[channel]
                                                                   : 1);
        const float* from = mapped.weight.data() + (o * layer.inputs + i) * kernel_size;
        float* to = result.weight.data() + (o * result.inputs + part * layer.inputs + i) * kernel_size;
        for (Index q = 0; q < kernel_size; ++q) to[q] += scale * from[q];
      }
    if (rule.bias && is_activation)
      for (std::size_t o = 0; o < result.bias.size(); ++o) result.bias[o] += factor * mapped.bias[o];
  }
  return result;
}

FeatureMaps rule_input(const Rule& rule, const FeatureMaps& image, const ChannelBounds& bounds) {
  check_count(rule, bounds, image.channels);
  if (has_bounds(rule)) check_pixels(image, bounds);
  const InputParts parts(rule);
  FeatureMaps result(1, image.channels * parts.count(), image.height, image.width);
  std::fill(result.values.begin(), result.values.end(), 1.0F);
  if (parts.activation) std::copy(image.values.begin(), image.values.end(), result.values.begin());
  return result;
}

}  // namespace neon
