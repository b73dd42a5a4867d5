#pragma once
#include <neon/layers/convolutional_stack.hpp>
#include <neon/layers/detail/first_gradient.hpp>
#include <neon/layers/detail/max_pooling.hpp>
#include <neon/layers/detail/onednn_convolution.hpp>

#include <map>
#include <tuple>

namespace neon {

/// Behind ConvolutionalStack and ForwardPass: what propagation sees of them.
struct ConvolutionalStack::Implementation {
  /// A convolution with other weights than the network's own, for a rule.
  struct Mapped {
    Convolution layer;
    OneDnnConvolution run;
    Mapped(Convolution convolution, std::shared_ptr<BufferPool> pool)
        : layer(std::move(convolution)), run(layer, std::move(pool)) {}
  };

  /// What mapped weights depend on: the layer, whether biases count, whether the rule's terms are in the activation,
  /// and the terms' maps and factors.
  using WeightKey = std::tuple<Index, bool, bool, std::vector<std::pair<WeightMap, double>>>;

  explicit Implementation(ConvolutionalNetwork layers);
  Implementation(const Implementation&) = delete;
  Implementation& operator=(const Implementation&) = delete;

  ConvolutionalNetwork network;
  Index block;
  std::shared_ptr<BufferPool> pool;
  FirstGradient first_gradient;
  std::map<Index, OneDnnConvolution> convolutions;                 ///< by layer
  std::map<WeightKey, std::shared_ptr<const Mapped>> mapped = {};  ///< for rules; kept for the next image

  bool is_rectified(Index layer) const;  ///< is this a convolution with a rectifier after it?
  /// Throws unless the images fit the network and are finite.
  void check(const FeatureMaps& images) const;
  BlockedMaps image(const FeatureMaps& images) { return to_blocked(*pool, images, 1); }
};

struct ForwardPass::State {
  std::shared_ptr<ConvolutionalStack::Implementation> stack;
  Index images = 0;
  std::vector<BlockedMaps> output = {};                    ///< by layer; of a rectified convolution: its rectifier's
  std::map<Index, std::vector<std::uint8_t>> winner = {};  ///< of every max-pool
};

}  // namespace neon
