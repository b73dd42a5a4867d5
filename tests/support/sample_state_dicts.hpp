#pragma once
#include <neon/layers/state_dict.hpp>

#include <algorithm>
#include <cmath>

#include "support/samples.hpp"

/// Random weights of small networks for images, by PyTorch's names.
namespace neon::samples {

class Weights {
 public:
  explicit Weights(std::uint64_t seed) : seed_(seed) {}

  const std::vector<WeightTensor>& tensors() const { return tensors_; }
  std::vector<WeightTensor>& tensors() { return tensors_; }
  WeightTensor& at(const std::string& name) {
    return *std::find_if(tensors_.begin(), tensors_.end(), [&](const WeightTensor& t) { return t.name == name; });
  }
  void erase(const std::string& name) {
    std::erase_if(tensors_, [&](const WeightTensor& t) { return t.name == name; });
  }

  /// Numbers about 0 of this scale, or from `shift` up.
  void tensor(const std::string& name, const std::vector<Index>& shape, double scale, double shift = 0) {
    Index count = 1;
    for (const Index extent : shape) count *= extent;
    WeightTensor& t = tensors_.emplace_back(WeightTensor{name, shape, {}});
    const Vector numbers = normal(count, 1, ++seed_);
    for (const double v : numbers)
      t.values.push_back(static_cast<float>(shift == 0 ? scale * v : shift + scale * std::abs(v)));
  }
  void convolution(const std::string& name, Index outputs, Index inputs, Index places = 3) {
    tensor(name + ".weight", {outputs, inputs, places, places},
           1 / std::sqrt(static_cast<double>(places * places * inputs)));
  }
  void normalisation(const std::string& name, Index channels) {
    tensor(name + ".weight", {channels}, 0.3, 0.7);
    tensor(name + ".bias", {channels}, 0.3);
    tensor(name + ".running_mean", {channels}, 0.3);
    tensor(name + ".running_var", {channels}, 0.5, 0.5);
    tensor(name + ".num_batches_tracked", {}, 1);
  }
  void dense(const std::string& name, Index outputs, Index inputs) {
    tensor(name + ".weight", {outputs, inputs}, 1 / std::sqrt(static_cast<double>(inputs)));
    tensor(name + ".bias", {outputs}, 1);
  }

 private:
  std::uint64_t seed_;
  std::vector<WeightTensor> tensors_;
};

/// Images of 32 x 32: 3 stages of 2 blocks, shortcuts without weights, 4 maps in the stem, 5 classes.
inline Weights cifar_residual(std::uint64_t seed) {
  Weights w(seed);
  w.convolution("conv1", 4, 3);
  w.normalisation("bn1", 4);
  Index maps = 4;
  for (Index stage = 1; stage <= 3; ++stage) {
    for (Index b = 0; b < 2; ++b) {
      const std::string name = fmt::format("layer{}.{}.", stage, b);
      w.convolution(name + "conv1", maps, b == 0 && stage > 1 ? maps / 2 : maps);
      w.normalisation(name + "bn1", maps);
      w.convolution(name + "conv2", maps, maps);
      w.normalisation(name + "bn2", maps);
    }
    if (stage < 3) maps *= 2;
  }
  w.tensor("linear.weight", {5, maps}, 1);
  w.tensor("linear.bias", {5}, 1);
  return w;
}

/// The form of torchvision's: a large stem, 4 stages of one bottleneck, or of one block of two convolutions, 4 classes.
/// The second stage's middle convolution has two groups.
inline Weights imagenet_residual(std::uint64_t seed, bool bottleneck) {
  Weights w(seed);
  w.convolution("conv1", 4, 3, 7);
  w.normalisation("bn1", 4);
  Index maps = 4;
  for (Index stage = 1; stage <= 4; ++stage) {
    const std::string name = fmt::format("layer{}.0.", stage);
    const Index narrow = 2 * stage, wide = bottleneck ? 3 * narrow : narrow + 2;
    const auto part = [&](int number, Index outputs, Index inputs, Index places) {
      w.convolution(fmt::format("{}conv{}", name, number), outputs, inputs, places);
      w.normalisation(fmt::format("{}bn{}", name, number), outputs);
    };
    if (bottleneck) {
      part(1, narrow, maps, 1);
      part(2, narrow, stage == 2 ? narrow / 2 : narrow, 3);
      part(3, wide, narrow, 1);
    } else {
      part(1, wide, maps, 3);
      part(2, wide, wide, 3);
    }
    if (stage > 1 || wide != maps) {
      w.convolution(name + "downsample.0", wide, maps, 1);
      w.normalisation(name + "downsample.1", wide);
    }
    maps = wide;
  }
  w.dense("fc", 4, maps);
  return w;
}

/// Images of 32 x 32: five blocks that end in a pool, the third of two convolutions, two dense layers, 3 classes.
inline Weights vgg(std::uint64_t seed, bool normalised) {
  Weights w(seed);
  Index module = 0, maps = 3;
  const auto convolution = [&](Index outputs) {
    const std::string name = fmt::format("features.{}", module);
    w.convolution(name, outputs, maps);
    w.tensor(name + ".bias", {outputs}, 0.2);
    if (normalised) w.normalisation(fmt::format("features.{}", module + 1), outputs);
    module += normalised ? 3 : 2;
    maps = outputs;
  };
  for (const Index outputs : {3, 4, 5, 4, 6}) {
    convolution(outputs);
    if (outputs == 5) convolution(outputs);
    ++module;  // the pool
  }
  w.dense("classifier.0", 7, maps);
  w.dense("classifier.3", 3, 7);
  return w;
}

}  // namespace neon::samples
