#include <neon/clustering/dense_stack.hpp>
#include <neon/core/error.hpp>
#include <neon/core/parallel.hpp>
#include <neon/layers/activation.hpp>

namespace neon {

Activation Activation::saturating() { return {SaturatingRelu::apply, SaturatingRelu::derivative}; }

Activation Activation::rectifier() {
  return {[](Matrix& x) { x = x.cwiseMax(0); }, [](Matrix& y) { y = (y.array() > 0).cast<double>(); }};
}

Matrix dense_outputs(const std::vector<Linear>& layers, const Activation& activation, const MatrixView& x) {
  Matrix result(x.rows(), layers.back().outputs());
  parallel_blocks(x.rows(), 256, [&](Index first, Index last) {
    Matrix y = layers.front().forward(x.middleRows(first, last - first));
    for (std::size_t l = 1; l < layers.size(); ++l) {
      activation.apply(y);
      y = layers[l].forward(y);
    }
    result.middleRows(first, last - first) = y;
  });
  return result;
}

Index checked_layers(const ModelCheck& check, const std::string& group, const std::vector<Linear>& layers) {
  require(!layers.empty(), "{}: '{}' is empty, should hold at least one layer", check.where, group);
  Index inputs = layers.front().inputs();
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const Linear& layer = layers[i];
    const std::string name = fmt::format("{}/{}/", group, i);
    require(layer.outputs() >= 1 && layer.inputs() >= 1 && layer.inputs() == inputs,
            "{}: '{}weight' is [{}, {}], should be [outputs, {}]", check.where, name, layer.outputs(), layer.inputs(),
            inputs);
    check.finite(name + "weight", layer.weight);
    check.length(name + "bias", layer.bias.size(), layer.outputs());
    check.finite(name + "bias", layer.bias);
    inputs = layer.outputs();
  }
  return inputs;
}

}  // namespace neon
