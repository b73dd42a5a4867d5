#pragma once
#include <neon/layers/convolution.hpp>

#include <filesystem>
#include <string>

namespace neon::datasets {

/// What the convolutions of a network hold, whatever file they came from: the sha256 of kernel, bias, kernel, bias, ...
/// in the network's order, kernels as [outputs, inputs, height, width], all as little-endian float32.
std::string tensor_sha256(const std::vector<Convolution>& convolutions);

/// The same of a file (see read_convolutions).
/// @throws SourceFailed if it cannot be read or holds no convolutions
std::string tensor_sha256(const std::filesystem::path& weights);

}  // namespace neon::datasets
