#pragma once
#include <neon/layers/feature_maps.hpp>
#include <neon/layers/state_dict.hpp>
#include <neon/network/image_network.hpp>

#include <array>

namespace neon {

/// Residual networks for images of 32 x 32 (CIFAR): a stem, three stages of blocks of two 3 x 3 convolutions with 1, 2
/// and 4 times its maps, shortcuts without weights (PaddedSubsampling), the mean of every map, and a dense layer. With
/// n blocks per stage there are 6 n + 2 layers with weights: ResNet-20, 32, 44, 56, 110. Source: He et al., "Deep
/// residual learning for image recognition", CVPR 2016, Sec. 4.2.
namespace cifar_resnet {

/// The names of the values after the stem and after each stage; the last is what the dense layer "linear" reads, as
/// means.
inline constexpr std::array<const char*, 4> stages{"stem", "layer1", "layer2", "layer3"};

/// Of the channels red, green and blue in [0, 1].
inline constexpr std::array<double, 3> mean{0.485, 0.456, 0.406}, deviation{0.229, 0.224, 0.225};

/// The network from weights by PyTorch's names (conv1, bn1, layerS.B.conv1 ... bn2, linear; linear may be called fc),
/// batch normalisation merged. The number of blocks, of maps and of classes is what the weights have; the first
/// convolution knows the bounds of its pixels.
/// @param size height and width of the images, a multiple of 4
/// @throws Error naming the file and the tensor: missing, of another shape, not finite, or of no layer of the network
ImageNetwork network(const StateDict& weights, Index size = 32);

/// (x / 255 - mean) / deviation, channel by channel.
/// @param rgb [n, 3, size, size], 0 ... 255  @return [n, 3 * size * size]
/// @throws Error on another number of channels, or a pixel that is out of range (named)
Matrix preprocess(const FeatureMaps& rgb);

}  // namespace cifar_resnet
}  // namespace neon
