#include <neon/clustering/back_propagation.hpp>
#include <neon/core/parallel.hpp>
#include <neon/layers/activation.hpp>

namespace neon {
namespace {

constexpr Index block = 64;  // points; every product of a block is one task

std::size_t at(Index i) { return static_cast<std::size_t>(i); }

}  // namespace

double BackPropagation::run(const std::vector<Linear>& layers, const Matrix& centroids, const MatrixView& x,
                            const Labels& labels, std::span<const Index> batch) {
  const auto points = static_cast<Index>(batch.size());
  const double scale = 1 / static_cast<double>(points);
  input.resize(layers.size());
  delta.resize(layers.size());
  for (std::size_t l = 0; l < layers.size(); ++l) {
    input[l].resize(points, layers[l].inputs());
    delta[l].resize(points, layers[l].outputs());
  }
  Vector error(points);

  parallel_blocks(points, block, [&](Index first, Index last) {
    const Index rows = last - first;
    for (Index n = first; n < last; ++n) input.front().row(n) = x.row(batch[at(n)]);
    for (std::size_t l = 0; l + 1 < layers.size(); ++l) {
      Matrix activation = layers[l].forward(input[l].middleRows(first, rows));
      SaturatingRelu::apply(activation);
      input[l + 1].middleRows(first, rows) = activation;
    }
    Matrix back = layers.back().forward(input.back().middleRows(first, rows));
    for (Index n = first; n < last; ++n) back.row(n - first) -= centroids.row(labels[at(batch[at(n)])]);
    error.segment(first, rows) = back.rowwise().squaredNorm();
    back *= 2 * scale;
    for (std::size_t l = layers.size(); l-- > 0;) {
      delta[l].middleRows(first, rows) = back;
      if (l == 0) break;
      // g' can be read off g(x): g is 0 where x <= 0 and exceeds its knee where x does.
      Matrix slope = input[l].middleRows(first, rows);
      SaturatingRelu::derivative(slope);
      back = layers[l].backward(back).cwiseProduct(slope);
    }
  });
  return error.sum() * scale;
}

}  // namespace neon
