#include <neon/clustering/detail/dense_training.hpp>

#include <cmath>

namespace neon {

std::vector<Linear> he_initialised(Index features, const std::vector<Index>& widths, Random& random) {
  std::vector<Linear> layers;
  for (const Index width : widths) {
    Linear layer{Matrix(width, features), Vector::Zero(width)};
    const double deviation = std::sqrt(2 / static_cast<double>(features));
    for (Index i = 0; i < layer.weight.size(); ++i) layer.weight.data()[i] = deviation * random.normal();
    layers.push_back(std::move(layer));
    features = width;
  }
  return layers;
}

Linear out_of(const Frame& frame, Linear layer) {
  layer.weight /= frame.unit;
  layer.bias -= layer.weight * frame.origin.transpose();
  return layer;
}

}  // namespace neon
