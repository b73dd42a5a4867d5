#pragma once
#include <neon/layers/convolution.hpp>

#include <filesystem>

namespace neon {

/// The convolutions of a network file, in the network's order; Keras weights (HDF5, kernels stored height, width,
/// input, output) and ONNX models (output, input, height, width) give the same arrays. Told apart by content, not by
/// name. Dense layers and what follows them are not read. Keras: layers in the order of the attribute layer_names, each
/// a group with the arrays of its attribute weight_names. ONNX: nodes Conv in the order of the graph, kernel and bias
/// among the initializers; named after the part of the node's path that says blockI_convJ, where there is one.
/// @throws Error naming the file and the layer or tensor: missing, of another rank, element type or kernel size, with
/// values that are not finite, or cut off; and if it is neither kind of file
std::vector<Convolution> read_convolutions(const std::filesystem::path& path);

}  // namespace neon
