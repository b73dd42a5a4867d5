#pragma once
#include <neon/hdf5/hdf5.hpp>
#include <neon/layers/convolutional_stack.hpp>

#include <filesystem>

namespace neon::experiments::vgg16 {

/// The convolutional part of VGG16 with its ImageNet weights, from a file of the user's or from the data manifest.
/// @param file Keras .h5 or ONNX; empty: fetched  @param writer notes which weights they were
/// @throws DataUnavailable if no source has them  @throws Error if the file holds something else
ConvolutionalStack load_network(const std::filesystem::path& file, ResultWriter& writer);

}  // namespace neon::experiments::vgg16
