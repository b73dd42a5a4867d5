#pragma once
#include <neon/layers/state_dict.hpp>
#include <neon/network/image_network.hpp>
#include <neon/network/pixel_scale.hpp>
#include <neon/network/spatial_convolution.hpp>

namespace neon {

/// Builds a network for images from weights by PyTorch's names. What the architecture asks for is taken by name; what
/// was missing, and what nothing asked for, is told together at the end.
class TorchBuilder {
 public:
  /// @param pixels the bounds that the first convolution knows  @param weights should outlive the builder
  TorchBuilder(const StateDict& weights, const MapShape& image, const PixelScale& pixels);

  const StateDict& weights() const { return weights_; }
  ImageNetwork& net() { return net_; }
  const MapShape& shape(Index value) const { return net_.shape(value); }

  bool contains(const std::string& tensor) const { return weights_.contains(tensor); }
  /// The first extent of a tensor; `otherwise` where it is missing.
  Index first_extent(const std::string& tensor, Index otherwise) const;

  /// "<name>.weight" [outputs, inputs / groups, height, width], "<name>.bias" if it is there; groups as the shape says.
  /// @param outputs as many as the tensor has
  Index convolution(const std::string& name, Index input, const Windows& windows, Index outputs);
  /// "<name>.weight", ".bias", ".running_mean", ".running_var", each [channels]
  Index normalisation(const std::string& name, Index input);
  Index rectifier(const std::string& name, Index input);
  /// "<tensors>.weight" [outputs, size of the input], "<tensors>.bias"
  Index dense(const std::string& name, const std::string& tensors, Index input);

  /// The network, every batch normalisation merged.
  /// @throws Error naming the file, and the tensors that are missing and those that belong to no layer
  ImageNetwork built();

 private:
  const WeightTensor& take(const std::string& name, const std::vector<Index>& shape);
  Vector vector(const std::string& name, Index size);
  /// @param others whether tensors that nothing took are told, too: all were asked for
  void require_complete(bool others) const;

  const StateDict& weights_;
  ImageNetwork net_;
  PixelScale pixels_;
  std::vector<std::string> taken_, missing_;
  WeightTensor none_;  // zeros in place of what is missing
};

}  // namespace neon
