#include <neon/core/error.hpp>
#include <neon/layers/activation.hpp>
#include <neon/neuralize/deep_network.hpp>

#include <utility>

namespace neon {

DeepNetwork neuralize(const DeepKMeans& model, Index c) {
  require(!model.layers.empty(), "neuralize: a deep model should have at least one layer");
  const KMeans top{model.centroids, Vector::Zero(model.clusters()), model.beta};
  return {model.layers, neuralize(top, c)};
}

Matrix DeepNetwork::embed(const MatrixView& x) const {
  Matrix a = layers.front().forward(x);
  for (std::size_t l = 1; l < layers.size(); ++l) {
    SaturatingRelu::apply(a);
    a = layers[l].forward(a);
  }
  return a;
}

std::vector<Matrix> DeepNetwork::activations(const MatrixView& x) const {
  std::vector<Matrix> result{x};
  for (std::size_t l = 0; l < layers.size(); ++l) {
    Matrix next = layers[l].forward(result.back());
    if (l + 1 < layers.size()) SaturatingRelu::apply(next);
    result.push_back(std::move(next));
  }
  return result;
}

Matrix DeepNetwork::pullback(const MatrixView& x, const MatrixView& weight) const {
  std::vector<Matrix> slope;  // g' at each hidden layer
  Matrix a = x;
  for (std::size_t l = 0; l + 1 < layers.size(); ++l) {
    a = layers[l].forward(a);
    slope.push_back(a);
    SaturatingRelu::derivative(slope.back());
    SaturatingRelu::apply(a);
  }
  Matrix gradient = layers.back().backward(head.detection.backward(weight));
  for (std::size_t l = layers.size() - 1; l-- > 0;) gradient = layers[l].backward(gradient.cwiseProduct(slope[l]));
  return gradient;
}

}  // namespace neon
