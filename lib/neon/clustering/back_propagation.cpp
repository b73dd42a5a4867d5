#include <neon/clustering/back_propagation.hpp>
#include <neon/core/parallel.hpp>

namespace neon {
namespace {

std::size_t at(Index i) { return static_cast<std::size_t>(i); }

}  // namespace

void BackPropagation::prepare(const std::vector<Linear>& layers, Index points) {
  input.resize(layers.size());
  delta.resize(layers.size());
  for (std::size_t l = 0; l < layers.size(); ++l) {
    input[l].resize(points, layers[l].inputs());
    delta[l].resize(points, layers[l].outputs());
  }
}

void BackPropagation::take(const std::vector<Linear>& layers, const Activation& activation, Index first,
                           const MatrixView& x, const Slope& slope) {
  const Index rows = x.rows();
  input.front().middleRows(first, rows) = x;
  for (std::size_t l = 0; l + 1 < layers.size(); ++l) {
    Matrix output = layers[l].forward(input[l].middleRows(first, rows));
    activation.apply(output);
    input[l + 1].middleRows(first, rows) = output;
  }
  Matrix back = layers.back().forward(input.back().middleRows(first, rows));
  slope(back);
  for (std::size_t l = layers.size(); l-- > 0;) {
    delta[l].middleRows(first, rows) = back;
    if (l == 0) break;
    Matrix derivative = input[l].middleRows(first, rows);
    activation.derivative(derivative);
    back = layers[l].backward(back).cwiseProduct(derivative);
  }
}

double BackPropagation::run(const std::vector<Linear>& layers, const Matrix& centroids, const MatrixView& x,
                            const Labels& labels, std::span<const Index> batch) {
  const auto points = static_cast<Index>(batch.size());
  const double scale = 1 / static_cast<double>(points);
  prepare(layers, points);
  Vector error(points);
  parallel_blocks(points, block, [&](Index first, Index last) {
    const std::span<const Index> some = batch.subspan(at(first), at(last - first));
    take(layers, Activation::saturating(), first, x(some, Eigen::all), [&](Matrix& output) {
      for (Index n = first; n < last; ++n) output.row(n - first) -= centroids.row(labels[at(batch[at(n)])]);
      error.segment(first, last - first) = output.rowwise().squaredNorm();
      output *= 2 * scale;
    });
  });
  return error.sum() * scale;
}

}  // namespace neon
