#include <neon/core/error.hpp>
#include <neon/network/detail/torch_builder.hpp>
#include <neon/network/map_pools.hpp>
#include <neon/network/vgg_network.hpp>

#include <cmath>

namespace neon::vgg_network {
namespace {

constexpr Index colours = 3;
constexpr Windows three{.height = 3, .width = 3, .padding = 1}, pool{.height = 2, .width = 2, .stride = 2};

std::string feature(Index number) { return fmt::format("features.{}", number); }

/// Numbers n of the tensors "<prefix>.n.weight" with so many extents.
std::vector<Index> numbers_of(const StateDict& weights, const std::string& prefix, std::size_t extents) {
  std::vector<Index> result;
  for (Index n = 0; n < weights.numbered(prefix + "."); ++n) {
    const std::string name = fmt::format("{}.{}.weight", prefix, n);
    if (weights.contains(name) && weights.find(name).shape.size() == extents) result.push_back(n);
  }
  return result;
}

/// Each pool halves height and width. The first dense layer reads all places of all maps that are left.
Index size_of(const StateDict& weights, const Form& form) {
  const WeightTensor& last = weights.find(feature(form.convolutions.back().number) + ".weight");
  const std::string dense = fmt::format("classifier.{}.weight", form.dense.front());
  const WeightTensor& first = weights.find(dense);
  const Index maps = last.shape.front(), features = first.shape.back();
  const auto side = static_cast<Index>(
      std::lround(std::sqrt(static_cast<double>(features) / static_cast<double>(std::max<Index>(maps, 1)))));
  require(maps > 0 && side > 0 && side * side * maps == features,
          "{}: '{}' of shape {} should read a square of places of {} maps", weights.file(), dense, first.shape_text(),
          maps);
  Index size = side;
  for (const Form::Convolution& convolution : form.convolutions)
    if (convolution.pooled) size *= pool.stride;
  constexpr Index largest = 4096;
  require(size <= largest, "{}: '{}' of shape {} asks for images of {} x {}, should be at most {}", weights.file(),
          dense, first.shape_text(), size, size, largest);
  return size;
}

}  // namespace

Form form_of(const StateDict& weights) {
  weights.find("features.0.weight");
  Form form;
  const std::vector<Index> numbers = numbers_of(weights, "features", 4);
  require(!numbers.empty() && numbers.front() == 0, "{}: 'features.0.weight' of shape {} should be [maps, 3, 3, 3]",
          weights.file(), weights.find("features.0.weight").shape_text());
  form.normalised = weights.contains("features.1.running_mean");
  const Index modules = form.normalised ? 3 : 2;  // of a convolution
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const bool last = i + 1 == numbers.size();
    const Index gap = last ? modules + 1 : numbers[i + 1] - numbers[i];
    require(gap == modules || gap == modules + 1,
            "{}: '{}.weight' should be '{}.weight', or '{}.weight' behind a max-pool", weights.file(),
            feature(last ? 0 : numbers[i + 1]), feature(numbers[i] + modules), feature(numbers[i] + modules + 1));
    form.convolutions.push_back({numbers[i], gap == modules + 1});
  }
  form.dense = numbers_of(weights, "classifier", 2);
  if (form.dense.empty()) weights.find("classifier.0.weight");
  require(!form.dense.empty(), "{}: 'classifier.0.weight' of shape {} should be [outputs, inputs]", weights.file(),
          weights.find("classifier.0.weight").shape_text());
  form.size = size_of(weights, form);
  return form;
}

ImageNetwork network(const StateDict& weights, const PixelScale& pixels) {
  const Form form = form_of(weights);
  TorchBuilder build(weights, {colours, form.size, form.size}, pixels);
  Index value = 0;
  for (const Form::Convolution& convolution : form.convolutions) {
    Index module = convolution.number;
    value = build.convolution(feature(module), value, three, build.first_extent(feature(module) + ".weight", 0));
    if (form.normalised) value = build.normalisation(feature(++module), value);
    value = build.rectifier(feature(++module), value);
    if (convolution.pooled) value = build.net().add(feature(++module), MaxPooling{build.shape(value), pool}, {value});
  }
  for (const Index number : form.dense) {
    const std::string name = fmt::format("classifier.{}", number);
    value = build.dense(name, name, value);
    if (number != form.dense.back()) value = build.rectifier(fmt::format("classifier.{}", number + 1), value);
  }
  return build.built();
}

}  // namespace neon::vgg_network
