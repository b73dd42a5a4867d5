#pragma once
#include <neon/layers/state_dict.hpp>
#include <neon/network/image_network.hpp>
#include <neon/network/pixel_scale.hpp>

#include <optional>

namespace neon {

/// What is said of a network for images beside its weights.
struct ImageNetworkOptions {
  Index size = 0;                         ///< height and width of the images; 0: the usual one
  std::optional<PixelScale> pixels = {};  ///< nothing: the usual one
};

/// A network for images that classifies, with all that its weights were trained on.
struct ImageClassifier {
  std::string architecture;  ///< "ResNet-50"
  ImageNetwork network;      ///< its last layer is dense: the class scores
  PixelScale pixels;
  Index size = 0;          ///< height and width of its images
  Index shorter_side = 0;  ///< of a photograph, before the middle is cut out of it
  std::string last_maps;   ///< the layer whose maps the dense layers read

  Index classes() const { return network.shape(network.last()).size(); }
  /// The value that the class scores are read from.
  Index below_scores() const { return network.network().node(network.last()).inputs.front(); }
};

/// Builds the network whose architecture the names and shapes of its tensors tell:
/// - residual networks (residual_network) with a 3 x 3 stem: images of 32 x 32, imagenet_pixels; with a 7 x 7 stem:
///   224 x 224 out of the middle of 256, imagenet_pixels;
/// - VGG (vgg_network): images as large as the dense layers ask for; 224 x 224 out of the middle of 256,
/// imagenet_pixels;
///   32 x 32, cifar10_pixels.
/// @throws Error naming the file: of no architecture known, tensors that are missing or too many, of another shape or
/// not finite, a size that does not fit, or fewer than two classes
ImageClassifier image_classifier(const StateDict& weights, const ImageNetworkOptions& options = {});

}  // namespace neon
