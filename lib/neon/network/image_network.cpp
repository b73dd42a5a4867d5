#include <neon/core/error.hpp>
#include <neon/core/nearest_name.hpp>
#include <neon/core/parallel.hpp>
#include <neon/network/image_network.hpp>
#include <neon/network/map_pools.hpp>
#include <neon/network/spatial_convolution.hpp>

#include <algorithm>

namespace neon {
namespace {

/// Bounds the memory of the values between.
constexpr Index images_at_once = 4;

}  // namespace

MapShape ImageNetwork::first_shape(const std::string& name, const std::vector<Index>& inputs) const {
  require(!inputs.empty(), "layer '{}' should read something", name);
  for (const Index input : inputs)
    require(input >= 0 && input <= last(), "layer '{}' reads value {}, should be in 0 ... {}", name, input, last());
  return shape(inputs.front());
}

Index ImageNetwork::add(const std::string& name, Node node, bool asks_for_rule, const MapShape& shape) {
  require(std::find(names_.begin(), names_.end(), name) == names_.end(), "layer '{}' is there already", name);
  Index features = 0;
  for (const Index input : node.inputs) {
    require(node.inputs.size() == 1 || this->shape(input) == this->shape(node.inputs.front()),
            "layer '{}': branches of shapes {} and {} should be alike", name, this->shape(node.inputs.front()).text(),
            this->shape(input).text());
    features += this->shape(input).size();
    if (asks_for_rule) node.role = Role::hidden;
  }
  if (asks_for_rule && node.inputs == std::vector<Index>{0}) node.role = Role::input;
  require(node.layer.inputs() == 0 || node.layer.inputs() == features, "layer '{}' reads {} features, should be {}: {}",
          name, node.layer.inputs(), features, this->shape(node.inputs.front()).text());
  network_.nodes.push_back(std::move(node));
  names_.push_back(name);
  shapes_.push_back(shape);
  return last();
}

Index ImageNetwork::find(const std::string& name) const {
  const auto found = std::find(names_.begin(), names_.end(), name);
  require(found != names_.end(), "there is no layer '{}'{}", name, did_you_mean(name, names_));
  return found - names_.begin() + 1;
}

Matrix ImageNetwork::activations(const MatrixView& x, Index value) const {
  require(value >= 0 && value <= last(), "value {} should be in 0 ... {}", value, last());
  Matrix result(x.rows(), shape(value).size());
  parallel_blocks(x.rows(), images_at_once, [&](Index first, Index end) {
    const MatrixView images = x.middleRows(first, end - first);
    result.middleRows(first, end - first) = Run(network_, images, value).value(value);
  });
  return result;
}

Matrix ImageNetwork::pooled(const MatrixView& x, Index value, Index cells) const {
  require(value >= 0 && value <= last(), "value {} should be in 0 ... {}", value, last());
  const AveragePooling pool = AveragePooling::grid(shape(value), cells);
  Matrix result(x.rows(), pool.output().size());
  parallel_blocks(x.rows(), images_at_once, [&](Index first, Index end) {
    const MatrixView images = x.middleRows(first, end - first);
    result.middleRows(first, end - first) = pool.forward(Run(network_, images, value).value(value));
  });
  return result;
}

Network ImageNetwork::with_head(Index value, Index cells, const Network& head) const {
  require(value >= 0 && value <= last(), "value {} should be in 0 ... {}", value, last());
  Network result{head.cluster, {network_.nodes.begin(), network_.nodes.begin() + value}};
  Index features = shape(value).size(), below = value;
  if (cells > 0) {
    const AveragePooling pool = AveragePooling::grid(shape(value), cells);
    result.nodes.push_back({pool, {value}, Role::element_wise});
    features = pool.output().size();
    ++below;
  }
  require(head.features() == features, "a head of {} features should have {}: those of shape {}{}", head.features(),
          features, shape(value).text(), cells > 0 ? ", pooled" : "");
  for (Node node : head.nodes) {
    for (Index& input : node.inputs) input += below;
    result.nodes.push_back(std::move(node));
  }
  result.check();
  return result;
}

ImageNetwork ImageNetwork::merged() const {
  std::vector<std::vector<Index>> readers(shapes_.size());
  for (Index n = 1; n <= last(); ++n)
    for (const Index input : network_.node(n).inputs) readers[static_cast<std::size_t>(input)].push_back(n);
  ImageNetwork result(shape(0));
  std::vector<Index> number(shapes_.size(), 0);  // of every value in the result; of normalisations merged already
  for (Index n = 1; n <= last(); ++n) {
    Index& here = number[static_cast<std::size_t>(n)];
    if (here != 0) continue;
    Node node = network_.node(n);
    for (Index& input : node.inputs) input = number[static_cast<std::size_t>(input)];
    const std::vector<Index>& above = readers[static_cast<std::size_t>(n)];
    const auto* convolution = node.layer.as<SpatialConvolution>();
    const auto* normalisation =
        above.size() == 1 ? network_.node(above.front()).layer.as<BatchNormalisation>() : nullptr;
    if (convolution != nullptr && normalisation != nullptr) {
      here = result.add(name(n), neon::merged(*convolution, *normalisation), node.inputs);
      number[static_cast<std::size_t>(above.front())] = here;
    } else {
      const bool asks_for_rule = node.role != Role::element_wise;
      here = result.add(name(n), std::move(node), asks_for_rule, shape(n));
    }
  }
  return result;
}

}  // namespace neon
