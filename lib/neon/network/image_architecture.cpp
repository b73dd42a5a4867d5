#include <neon/core/error.hpp>
#include <neon/network/image_architecture.hpp>
#include <neon/network/residual_network.hpp>
#include <neon/network/vgg_network.hpp>

#include <fmt/ranges.h>

#include <algorithm>

namespace neon {
namespace {

constexpr Index photograph = 224, photograph_side = 256;

/// Photographs are scaled in the same ratio whatever the size.
Index shorter_side(bool photographs, Index size) {
  return photographs ? (size * photograph_side + photograph / 2) / photograph : size;
}

bool any_starts_with(const StateDict& weights, const std::string& prefix) {
  return std::any_of(weights.tensors().begin(), weights.tensors().end(),
                     [&](const WeightTensor& tensor) { return tensor.name.starts_with(prefix); });
}

/// What layers say of their numbers, with the file that they are from.
template <class Make>
ImageClassifier in_file(const std::string& file, const Make& make) {
  try {
    return make();
  } catch (const Error& error) {
    if (std::string_view(error.what()).starts_with(file)) throw;
    throw Error(fmt::format("{}: {}", file, error.what()));
  }
}

ImageClassifier residual(const StateDict& weights, const ImageNetworkOptions& options) {
  const residual_network::Form form = residual_network::form_of(weights);
  const Index size = options.size > 0 ? options.size : form.usual_size();
  const PixelScale pixels = options.pixels.value_or(imagenet_pixels);
  return {fmt::format("ResNet-{}{}", form.depth(), form.large_stem ? "" : " for small images"),
          residual_network::network(weights, size, pixels),
          pixels,
          size,
          shorter_side(form.large_stem, size),
          fmt::format("layer{}", form.blocks.size())};
}

ImageClassifier vgg(const StateDict& weights, const ImageNetworkOptions& options) {
  const vgg_network::Form form = vgg_network::form_of(weights);
  require(options.size == 0 || options.size == form.size,
          "{}: images of {} x {} should be {} x {}: the dense layers say so", weights.file(), options.size,
          options.size, form.size, form.size);
  const bool photographs = form.size >= photograph;
  const PixelScale pixels = options.pixels.value_or(photographs ? imagenet_pixels : cifar10_pixels);
  const Index last = form.convolutions.back().number + (form.normalised ? 3 : 2);
  return {fmt::format("VGG-{}{}", form.depth(), form.normalised ? " with batch normalisation" : ""),
          vgg_network::network(weights, pixels),
          pixels,
          form.size,
          shorter_side(photographs, form.size),
          fmt::format("features.{}", last)};
}

}  // namespace

ImageClassifier image_classifier(const StateDict& weights, const ImageNetworkOptions& options) {
  if (options.pixels) options.pixels->check();
  const bool is_residual = weights.contains("conv1.weight") || any_starts_with(weights, "layer1."),
             is_vgg = any_starts_with(weights, "features.");
  if (!is_residual && !is_vgg) {
    constexpr std::size_t shown = 4;
    std::vector<std::string> names;
    for (const WeightTensor& tensor : weights.tensors())
      if (names.size() < shown) names.push_back(tensor.name);
    throw Error(fmt::format(
        "{}: is of no architecture that is known: its {} tensors are called {}{}; known are residual networks "
        "(conv1.weight, layer1.0.conv1.weight, ..., fc or linear) and VGG (features.0.weight, ..., "
        "classifier.0.weight)",
        weights.file(), weights.tensors().size(), fmt::join(names, ", "),
        weights.tensors().size() > shown ? ", ..." : ""));
  }
  constexpr Index largest = 4096;
  require(options.size <= largest, "images of {} x {} should be at most {} x {}", options.size, options.size, largest,
          largest);
  ImageClassifier result =
      in_file(weights.file(), [&] { return is_residual ? residual(weights, options) : vgg(weights, options); });
  require(result.classes() >= 2, "{}: {} class should be at least 2: a class is explained against another",
          weights.file(), result.classes());
  return result;
}

}  // namespace neon
