#include <neon/core/product.hpp>
#include <neon/explain/deep_tail.hpp>
#include <neon/layers/activation.hpp>

#include <utility>

namespace neon {

DeepTail::DeepTail(DeepNetwork net) : net_(std::move(net)) {
  transposed_.reserve(net_.layers.size());
  for (const Linear& layer : net_.layers) transposed_.emplace_back(layer.weight.transpose());
}

Matrix DeepTail::next(const Matrix& a, std::size_t l) const {
  Matrix z = net_.layers[l].bias.transpose().replicate(a.rows(), 1);
  add_product(a, transposed_[l], z);
  return z;
}

Vector DeepTail::value(Matrix z) const {
  for (std::size_t l = 1; l < net_.layers.size(); ++l) {
    SaturatingRelu::apply(z);
    z = next(z, l);
  }
  return net_.head.pool.forward(net_.head.margins(z));
}

Matrix DeepTail::gradient(Matrix z) const {
  std::vector<Matrix> slope;  // g' at each hidden layer
  for (std::size_t l = 1; l < net_.layers.size(); ++l) {
    slope.push_back(z);
    SaturatingRelu::derivative(slope.back());
    SaturatingRelu::apply(z);
    z = next(z, l);
  }
  Matrix gradient = net_.head.detection.backward(net_.head.pool.shares(net_.head.margins(z)));
  for (std::size_t l = net_.layers.size() - 1; l > 0; --l)
    gradient = net_.layers[l].backward(gradient).cwiseProduct(slope[l - 1]);
  return gradient;
}

}  // namespace neon
