#pragma once
#include <neon/layers/state_dict.hpp>

#include <filesystem>

namespace neon {

/// The weights of a network for images from an ONNX model, under the names that PyTorch gives them: those of
/// residual_network (conv1, bn1, layerS.B.conv1 ..., layerS.B.downsample.0, linear or fc) where the graph has sums of
/// branches, else those of vgg_network (features.N, classifier.N). What a node is says its place in the graph, not its
/// name. Batch normalisations that the export merged into the convolutions are not there: the convolutions have biases.
/// A normalisation's own epsilon is told in its variance.
/// @throws Error naming the file and the node: an operation of neither architecture, in another order, with strides,
/// borders, dilations or pools that the architecture does not have there; a tensor that is missing, cut off or no float
StateDict read_onnx_state_dict(const std::filesystem::path& path);

/// The weights of a network for images, of PyTorch (read_state_dict) or ONNX, told apart by content.
/// @throws Error as these
StateDict read_network_weights(const std::filesystem::path& path);

}  // namespace neon
