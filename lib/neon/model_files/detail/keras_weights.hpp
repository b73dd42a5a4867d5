#pragma once
#include <neon/layers/convolution.hpp>

#include <filesystem>

namespace neon {

/// read_convolutions for a file that is HDF5.
std::vector<Convolution> read_keras_convolutions(const std::filesystem::path& path);

}  // namespace neon
