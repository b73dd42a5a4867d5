#pragma once
#include <neon/layers/state_dict.hpp>
#include <neon/network/image_network.hpp>
#include <neon/network/pixel_scale.hpp>

namespace neon {

/// VGG networks by torchvision's names: convolutions of 3 x 3 with a border, each followed by batch normalisation (or
/// not) and a rectifier, blocks that end in a max-pool of 2 x 2, and dense layers. The part without dense layers, in
/// single precision and from other files, is vgg16 (layers/vgg16.hpp).
/// Source: Simonyan and Zisserman, "Very deep convolutional networks for large-scale image recognition", ICLR 2015.
namespace vgg_network {

/// What the weights say of the network.
struct Form {
  struct Convolution {
    Index number = 0;     ///< "features.<number>"
    bool pooled = false;  ///< a max-pool follows
  };
  bool normalised = false;                  ///< with batch normalisation
  std::vector<Convolution> convolutions{};  ///< from the image up
  std::vector<Index> dense{};               ///< "classifier.<number>", in order
  Index size = 0;                           ///< height and width of the images, which the first dense layer says

  /// Layers with weights, as networks are named: 11, 13, 16, 19.
  Index depth() const { return static_cast<Index>(convolutions.size() + dense.size()); }
};

/// Numbers in "features" tell where the pools are: a rectifier, and where there is one a normalisation, stand between
/// convolutions without a number of weights.
/// @throws Error naming the file and the tensor: missing, or of a shape that fits to no size of images
Form form_of(const StateDict& weights);

/// The network from its weights; values are named as torchvision's modules ("features.0", ..., "classifier.6"); the
/// first convolution knows the bounds of its pixels. Dropout has nothing to do.
/// @throws Error naming the file and the tensors: missing, of another shape, not finite, or of no layer of the network
ImageNetwork network(const StateDict& weights, const PixelScale& pixels = imagenet_pixels);

}  // namespace vgg_network
}  // namespace neon
