#pragma once
#include <neon/layers/channel_bounds.hpp>
#include <neon/layers/convolution.hpp>
#include <neon/layers/feature_maps.hpp>

#include <array>

namespace neon {

/// The convolutional part of VGG16: 13 convolutions, each followed by a rectifier, in five blocks that end in a
/// max-pool. Layers are numbered as in torchvision's `features`, from 1; the pools are 5, 10, 17, 24 and 31.
/// Source: Simonyan and Zisserman, "Very deep convolutional networks for large-scale image recognition", ICLR 2015.
namespace vgg16 {

/// One convolution that the architecture asks for.
struct Shape {
  const char* name;
  Index inputs, outputs;
};

/// block1_conv1 ... block5_conv3, in order.
inline constexpr std::array<Shape, 13> convolutions{{{"block1_conv1", 3, 64},
                                                     {"block1_conv2", 64, 64},
                                                     {"block2_conv1", 64, 128},
                                                     {"block2_conv2", 128, 128},
                                                     {"block3_conv1", 128, 256},
                                                     {"block3_conv2", 256, 256},
                                                     {"block3_conv3", 256, 256},
                                                     {"block4_conv1", 256, 512},
                                                     {"block4_conv2", 512, 512},
                                                     {"block4_conv3", 512, 512},
                                                     {"block5_conv1", 512, 512},
                                                     {"block5_conv2", 512, 512},
                                                     {"block5_conv3", 512, 512}}};

/// The max-pools after blocks 3, 4 and 5: the layers that the paper clusters.
inline constexpr std::array<Index, 3> clustered_layers{17, 24, 31};

/// Subtracted from the channels blue, green and red of an image of 0 ... 255, in this order.
inline constexpr std::array<float, 3> mean{103.939F, 116.779F, 123.68F};

/// Height and width of an image should be multiples of this: five pools halve it.
inline constexpr Index size_step = 32;

/// The network, from its weights.  @param weights of the 13 convolutions, in order, for blue, green, red images
/// @throws Error naming the first layer whose name is unknown, missing or out of order, or whose shape differs; and if
/// a value is not finite
ConvolutionalNetwork network(std::vector<Convolution> weights);

/// The network's input: channels turned to blue, green, red; mean subtracted; not scaled. The weights were trained that
/// way: fed red first, layer 31 answers two photographs (bus, palace) with 6 and 10 % less energy (root mean square).
/// @param rgb [n, 3, h, w], red, green, blue, each 0 ... 255  @return [n, 3, h, w]
/// @throws Error on another number of channels, or a pixel that is not finite or out of range (named)
FeatureMaps preprocess(const FeatureMaps& rgb);

/// Where preprocessed pixels lie: from 0 - mean to 255 - mean.
ChannelBounds bounds();

}  // namespace vgg16
}  // namespace neon
