#include <neon/core/error.hpp>
#include <neon/network/branches.hpp>
#include <neon/network/detail/torch_builder.hpp>
#include <neon/network/map_pools.hpp>
#include <neon/network/residual_network.hpp>

#include <algorithm>

namespace neon {
namespace {

constexpr Index colours = 3;
constexpr double largest_pixel = 255;
constexpr Windows three{.height = 3, .width = 3, .padding = 1},
    seven{.height = 7, .width = 7, .stride = 2, .padding = 3};

Windows strided(Windows windows, Index stride) {
  windows.stride = stride;
  return windows;
}

/// One network on its way.
class Builder {
 public:
  Builder(const StateDict& weights, Index size, const PixelScale& pixels)
      : form_(residual_network::form_of(weights)), build_(weights, {colours, size, size}, pixels) {}

  ImageNetwork built() {
    Index value = build_.rectifier("stem", normalised("conv1", "bn1", 0, form_.large_stem ? seven : three,
                                                      build_.first_extent("conv1.weight", 0)));
    if (form_.large_stem)
      value = build_.net().add("maxpool", MaxPooling{build_.shape(value), strided(three, 2)}, {value});
    for (std::size_t stage = 1; stage <= form_.blocks.size(); ++stage)
      for (Index b = 0; b < form_.blocks[stage - 1]; ++b) {
        const std::string name = fmt::format("layer{}.{}", stage, b);
        const bool last = b + 1 == form_.blocks[stage - 1];
        value = block(name, value, stage > 1 && b == 0 ? 2 : 1, last ? fmt::format("layer{}", stage) : name);
      }
    value = build_.net().add("pool", AveragePooling::global(build_.shape(value)), {value});
    // Torchvision says fc; where neither is there, that is what is missing.
    const std::string dense = build_.contains("linear.weight") ? "linear" : "fc";
    build_.dense(form_.large_stem ? "fc" : "linear", dense, value);
    return build_.built();
  }

 private:
  Index normalised(const std::string& convolution, const std::string& normalisation, Index input,
                   const Windows& windows, Index outputs) {
    const Index value = build_.convolution(convolution, input, windows, outputs);
    const bool merged = build_.contains(convolution + ".bias") && !build_.contains(normalisation + ".weight");
    return merged ? value : build_.normalisation(normalisation, value);
  }

  Index block(const std::string& name, Index input, Index stride, const std::string& result) {
    const Index maps = build_.shape(input).channels;
    const auto outputs = [&](int number, Index otherwise) {
      return build_.first_extent(fmt::format("{}.conv{}.weight", name, number), otherwise);
    };
    const auto part = [&](int number, Index from, const Windows& windows, Index channels) {
      return normalised(fmt::format("{}.conv{}", name, number), fmt::format("{}.bn{}", name, number), from, windows,
                        channels);
    };
    constexpr Index expansion = 4;
    const Index narrow = outputs(1, stride * maps), middle = outputs(2, narrow);
    Index value =
        build_.rectifier(name + ".relu", part(1, input, form_.bottleneck ? Windows{} : strided(three, stride), narrow));
    value = part(2, value, form_.bottleneck ? strided(three, stride) : three, middle);
    if (form_.bottleneck)
      value = part(3, build_.rectifier(name + ".relu2", value), Windows{}, outputs(3, expansion * middle));
    const Index around = shortcut(name, input, stride, build_.shape(value));
    return build_.rectifier(result, build_.net().add(name + ".sum", BranchSum{}, {value, around}));
  }

  Index shortcut(const std::string& name, Index input, Index stride, const MapShape& out) {
    for (const char* kind : {".downsample", ".shortcut"})
      if (build_.weights().numbered(name + kind + ".") > 0)
        return normalised(name + kind + ".0", name + kind + ".1", input, {.stride = stride}, out.channels);
    const MapShape& in = build_.shape(input);
    if (stride == 1 && in == out) return input;
    require(
        out.channels >= in.channels && (out.channels - in.channels) % 2 == 0,
        "{}: block '{}' reads {} maps and gives {}: there should be a projection around it, '{}.downsample.0.weight'",
        build_.weights().file(), name, in.channels, out.channels, name);
    return build_.net().add(name + ".shortcut", PaddedSubsampling{in, stride, out.channels}, {input});
  }

  residual_network::Form form_;
  TorchBuilder build_;
};

}  // namespace

namespace residual_network {

Index Form::depth() const {
  Index result = 2;
  for (const Index count : blocks) result += count * (bottleneck ? 3 : 2);
  return result;
}

Form form_of(const StateDict& weights) {
  const WeightTensor& stem = weights.find("conv1.weight");
  const bool fits = stem.shape.size() == 4 && stem.shape[0] > 0 && stem.shape[1] == colours &&
                    stem.shape[2] == stem.shape[3] && (stem.shape[2] == three.width || stem.shape[2] == seven.width);
  require(fits, "{}: 'conv1.weight' of shape {} should be [maps, 3, 3, 3] or [maps, 3, 7, 7]", weights.file(),
          stem.shape_text());
  Form form{.large_stem = stem.shape[2] == seven.width};
  constexpr Index least_stages = 3, most_stages = 4;
  const Index stages =
      std::clamp(weights.numbered("layer") - 1, form.large_stem ? most_stages : least_stages, most_stages);
  for (Index stage = 1; stage <= stages; ++stage) {
    const std::string prefix = fmt::format("layer{}.", stage);
    form.blocks.push_back(std::max<Index>(1, weights.numbered(prefix)));
    for (Index b = 0; b < form.blocks.back(); ++b)
      form.bottleneck = form.bottleneck || weights.contains(fmt::format("{}{}.conv3.weight", prefix, b));
  }
  return form;
}

ImageNetwork network(const StateDict& weights, Index size, const PixelScale& pixels) {
  require(size > 0, "residual network: images of {0} x {0} should have at least 1 x 1", size);
  return Builder(weights, size, pixels).built();
}

}  // namespace residual_network

namespace cifar_resnet {

ImageNetwork network(const StateDict& weights, Index size) {
  require(size > 0 && size % 4 == 0, "residual network: images of {0} x {0} should have a size that is a multiple of 4",
          size);
  return residual_network::network(weights, size);
}

Matrix preprocess(const FeatureMaps& rgb) {
  require(rgb.channels == colours, "images of {} channels should have 3: red, green and blue", rgb.channels);
  Matrix result(rgb.count, colours * rgb.locations());
  for (Index n = 0; n < rgb.count; ++n)
    for (Index i = 0; i < result.cols(); ++i) {
      const double value = rgb.map(n)[i];
      const Index c = i / rgb.locations();
      require(value >= 0 && value <= largest_pixel, "image {}, channel {}, place {}: {} should be in [0, 255]", n, c,
              i % rgb.locations(), value);
      result(n, i) = imagenet_pixels.of(value, c);
    }
  return result;
}

}  // namespace cifar_resnet
}  // namespace neon
