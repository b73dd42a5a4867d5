#pragma once
#include <neon/clustering/dense_stack.hpp>

#include <functional>
#include <span>

namespace neon {

/// One mini-batch on its way through a stack of dense layers and back: for each layer the two factors of the error's
/// gradient  dE/dW = delta^T input,  dE/db = sum_n delta_n.
struct BackPropagation {
  std::vector<Matrix> input;  ///< of each layer, [n, d_l]; the first is the mini-batch itself
  std::vector<Matrix> delta;  ///< dE / d(output of each layer before its activation), [n, m_l]

  /// Points that go together: every product of a block is one task of the parallel loops over a mini-batch.
  static constexpr Index block = 64;
  /// Turns the outputs of some points [n, m] into dE / d(outputs), in place.
  using Slope = std::function<void(Matrix& output)>;

  /// Makes room for a mini-batch.
  void prepare(const std::vector<Linear>& layers, Index points);
  /// Takes some points through the layers and back. Threads may take different ones at the same time.
  /// @param first number in the mini-batch of the first of them  @param x [n, d]
  void take(const std::vector<Linear>& layers, const Activation& activation, Index first, const MatrixView& x,
            const Slope& slope);
  /// dE/dx of points that were taken.  @return [n, d]
  Matrix slope_of_input(const std::vector<Linear>& layers, Index first, Index points) const {
    return layers.front().backward(delta.front().middleRows(first, points));
  }

  /// The k-means error of a mini-batch,  E = 1/n sum_n ‖phi(x_n) - mu_label(n)‖^2, saturating rectifiers in between.
  /// In parallel.
  /// @param batch the rows of x and labels that form the mini-batch  @return E
  double run(const std::vector<Linear>& layers, const Matrix& centroids, const MatrixView& x, const Labels& labels,
             std::span<const Index> batch);

  /// Rows first, ..., first + rows - 1 of dE/dW of a layer.
  auto weight_gradient(std::size_t layer, Index first, Index rows) const {
    return delta[layer].middleCols(first, rows).transpose() * input[layer];
  }
  /// The same rows of dE/db.
  auto bias_gradient(std::size_t layer, Index first, Index rows) const {
    return delta[layer].middleCols(first, rows).colwise().sum().transpose();
  }
};

}  // namespace neon
