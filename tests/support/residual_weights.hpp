#pragma once
#include <neon/layers/state_dict.hpp>

#include <fmt/format.h>

#include <cmath>

#include "support/samples.hpp"

/// Random weights of small residual networks.
namespace neon::samples {

/// Weights of 2 blocks per stage, 4 maps in the stem, 5 classes.
inline std::vector<WeightTensor> residual_weights(std::uint64_t seed) {
  std::vector<WeightTensor> result;
  const auto tensor = [&](const std::string& name, const std::vector<Index>& shape, double scale, double shift = 0) {
    Index count = 1;
    for (const Index extent : shape) count *= extent;
    WeightTensor& t = result.emplace_back(WeightTensor{name, shape, {}});
    const Vector numbers = normal(count, 1, ++seed);
    for (const double v : numbers)
      t.values.push_back(static_cast<float>(shift == 0 ? scale * v : shift + scale * std::abs(v)));
  };
  const auto both = [&](const std::string& conv, const std::string& bn, Index outputs, Index inputs) {
    tensor(conv + ".weight", {outputs, inputs, 3, 3}, 1 / std::sqrt(9.0 * static_cast<double>(inputs)));
    tensor(bn + ".weight", {outputs}, 0.3, 0.7);
    tensor(bn + ".bias", {outputs}, 0.3);
    tensor(bn + ".running_mean", {outputs}, 0.3);
    tensor(bn + ".running_var", {outputs}, 0.5, 0.5);
    tensor(bn + ".num_batches_tracked", {}, 1);
  };
  both("conv1", "bn1", 4, 3);
  Index maps = 4;
  for (Index stage = 1; stage <= 3; ++stage) {
    for (Index b = 0; b < 2; ++b) {
      const std::string name = fmt::format("layer{}.{}.", stage, b);
      const Index inputs = b == 0 && stage > 1 ? maps / 2 : maps;
      both(name + "conv1", name + "bn1", maps, inputs);
      both(name + "conv2", name + "bn2", maps, maps);
    }
    if (stage < 3) maps *= 2;
  }
  tensor("linear.weight", {5, maps}, 1);
  tensor("linear.bias", {5}, 1);
  return result;
}

}  // namespace neon::samples
