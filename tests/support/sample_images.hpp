#pragma once
#include <neon/layers/convolution.hpp>
#include <neon/layers/feature_maps.hpp>

#include "support/samples.hpp"

/// Small networks and images.
namespace neon::samples {

inline std::vector<float> floats(Index count, std::uint64_t seed, double scale = 1) {
  const Matrix values = scale * normal(1, count, seed);
  return {values.data(), values.data() + count};
}

inline Convolution convolution(Index outputs, Index inputs, std::uint64_t seed) {
  return {"sample", outputs, inputs, floats(outputs * inputs * 9, seed, 0.4), floats(outputs, seed + 100, 0.3)};
}

/// Reduces height and width by 4; some layers have fewer channels than a block, one has more.
inline ConvolutionalNetwork network(std::uint64_t seed) {
  return {{convolution(5, 3, seed), Relu{}, convolution(18, 5, seed + 1), Relu{}, MaxPool{},
           convolution(4, 18, seed + 2), Relu{}, MaxPool{}}};
}

/// Channels by the block, as Winograd's arithmetic asks for.
inline ConvolutionalNetwork wide_network(std::uint64_t seed) {
  return {{convolution(32, 3, seed), Relu{}, convolution(32, 32, seed + 1), Relu{}, MaxPool{},
           convolution(64, 32, seed + 2), Relu{}, convolution(32, 64, seed + 3)}};
}

inline FeatureMaps images(Index count, Index channels, Index height, Index width, std::uint64_t seed) {
  FeatureMaps result(count, channels, height, width);
  result.values = floats(result.size(), seed);
  return result;
}

}  // namespace neon::samples
