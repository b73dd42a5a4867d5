#pragma once
#include <neon/layers/convolution.hpp>

#include <filesystem>

namespace neon {

/// read_convolutions for a file that should be an ONNX model.
std::vector<Convolution> read_onnx_convolutions(const std::filesystem::path& path);

}  // namespace neon
