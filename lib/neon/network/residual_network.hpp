#pragma once
#include <neon/layers/feature_maps.hpp>
#include <neon/layers/state_dict.hpp>
#include <neon/network/image_network.hpp>
#include <neon/network/pixel_scale.hpp>

#include <array>

namespace neon {

/// Residual networks: a stem, stages of blocks with a shortcut around each, the mean of every map, and a dense layer.
/// Source: He et al., "Deep residual learning for image recognition", CVPR 2016.
namespace residual_network {

/// What the weights say of the network.
struct Form {
  bool large_stem = false;      ///< 7 x 7 windows of stride 2 and a max-pool (ImageNet); else 3 x 3 of stride 1 (CIFAR)
  bool bottleneck = false;      ///< blocks of three convolutions, 1 x 1, 3 x 3, 1 x 1; else two of 3 x 3
  std::vector<Index> blocks{};  ///< of each stage

  /// Layers with weights on the longest way, as networks are named: 18, 34, 50, 101, 152; 20, 32, 44, 56, 110.
  Index depth() const;
  /// Height and width that images usually have: 224 or 32.
  Index usual_size() const { return large_stem ? 224 : 32; }
};

/// @throws Error naming the file: the first convolution is missing or of neither form, or there are no stages
Form form_of(const StateDict& weights);

/// The network from weights by PyTorch's names, torchvision's (conv1, bn1, layerS.B.conv1 ... bn3,
/// layerS.B.downsample.0 and .1, fc) and those usual for CIFAR (shortcut.0 and .1, linear), batch normalisation merged.
/// A convolution with a bias and without a normalisation is one that it was merged into before.
/// Stages after the first halve the maps: the first block's convolution of 3 x 3 has stride 2 (in bottlenecks the
/// middle one), and so has its projection; without a projection it is PaddedSubsampling. Numbers of maps, groups and
/// classes are what the weights have; the first convolution knows the bounds of its pixels. Values are named "stem",
/// "maxpool", "layer1.0", ..., by the stage after its last block ("layer1"), "pool", and the dense layer "linear" or
/// "fc".
/// @param size height and width of the images
/// @throws Error naming the file and the tensors: missing, of another shape, not finite, or of no layer of the network
ImageNetwork network(const StateDict& weights, Index size, const PixelScale& pixels = imagenet_pixels);

}  // namespace residual_network

/// Residual networks for images of 32 x 32 (CIFAR): a stem, three stages of blocks of two 3 x 3 convolutions with 1, 2
/// and 4 times its maps, shortcuts without weights (PaddedSubsampling), the mean of every map, and a dense layer. With
/// n blocks per stage there are 6 n + 2 layers with weights: ResNet-20, 32, 44, 56, 110. Source: He et al., "Deep
/// residual learning for image recognition", CVPR 2016, Sec. 4.2.
namespace cifar_resnet {

/// The names of the values after the stem and after each stage; the last is what the dense layer "linear" reads, as
/// means.
inline constexpr std::array<const char*, 4> stages{"stem", "layer1", "layer2", "layer3"};

/// Of the channels red, green and blue in [0, 1].
inline constexpr std::array<double, 3> mean = imagenet_pixels.mean, deviation = imagenet_pixels.deviation;

/// residual_network::network for images as these networks read them.
/// @param size height and width of the images, a multiple of 4
/// @throws Error naming the file and the tensors: missing, of another shape, not finite, or of no layer of the network
ImageNetwork network(const StateDict& weights, Index size = 32);

/// (x / 255 - mean) / deviation, channel by channel.
/// @param rgb [n, 3, size, size], 0 ... 255  @return [n, 3 * size * size]
/// @throws Error on another number of channels, or a pixel that is out of range (named)
Matrix preprocess(const FeatureMaps& rgb);

}  // namespace cifar_resnet
}  // namespace neon
