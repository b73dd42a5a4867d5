#pragma once
#include <neon/layers/map_shape.hpp>
#include <neon/network/network.hpp>

#include <string>

namespace neon {

/// A network for feature maps: nodes with names, values with shapes. Images and maps are rows (MapShape). It is built
/// value by value, each from ones that are there:
///   ImageNetwork net({3, 32, 32});
///   const Index a = net.add("conv1", convolution, {0});
/// and runs as any other network does: Run(net.network(), x, net.last()).
class ImageNetwork {
 public:
  explicit ImageNetwork(const MapShape& image) : shapes_{image} {}

  /// Appends a node. Layers that a rule carries relevance across are Role::input where they read the image, else
  /// Role::hidden; others Role::element_wise.
  /// @param layer one for maps, or any other whose outputs have the shape of what the first input has
  /// @return the number of its value
  /// @throws Error if the name is taken, an input is not there, or shapes do not fit
  template <class L>
  Index add(const std::string& name, L layer, const std::vector<Index>& inputs) {
    constexpr bool asks_for_rule = requires(const Rule& rule) { layer.propagation(rule); };
    if constexpr (requires { layer.check(); }) layer.check();
    MapShape shape = first_shape(name, inputs);
    if constexpr (requires { layer.linear.outputs(); })
      shape = {layer.linear.outputs(), 1, 1};
    else if constexpr (requires { layer.output(); })
      shape = layer.output();
    return add(name, {std::move(layer), inputs, Role::element_wise}, asks_for_rule, shape);
  }

  const Network& network() const { return network_; }
  Index last() const { return static_cast<Index>(names_.size()); }
  const std::string& name(Index node) const { return names_[static_cast<std::size_t>(node - 1)]; }
  const MapShape& shape(Index value) const { return shapes_[static_cast<std::size_t>(value)]; }
  /// The node of that name.  @throws Error naming the nearest
  Index find(const std::string& name) const;

  /// A value of every image.  @param x [n, image]  @return [n, value]
  Matrix activations(const MatrixView& x, Index value) const;
  /// The same after the mean of every map, or of cells x cells parts of it (AveragePooling::grid).
  /// @return [n, channels * cells * cells]
  Matrix pooled(const MatrixView& x, Index value, Index cells = 1) const;

  /// This network up to a value, the means of cells x cells parts of its maps (0: the maps as they are), and a
  /// cluster's network on them.
  /// @throws Error if the head reads another number of features
  Network with_head(Index value, Index cells, const Network& head) const;

  /// The same function, every batch normalisation merged into the convolution below it, where nothing else reads that.
  /// The names of merged normalisations go.
  ImageNetwork merged() const;

 private:
  MapShape first_shape(const std::string& name, const std::vector<Index>& inputs) const;
  Index add(const std::string& name, Node node, bool asks_for_rule, const MapShape& shape);

  Network network_;
  std::vector<std::string> names_;
  std::vector<MapShape> shapes_;  ///< of the values 0 ... last
};

}  // namespace neon
