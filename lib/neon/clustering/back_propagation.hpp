#pragma once
#include <neon/layers/linear.hpp>

#include <span>

namespace neon {

/// One mini-batch on its way through a deep k-means network and back: the k-means error
///   E = 1/n sum_n ‖phi(x_n) - mu_label(n)‖^2
/// and, for each layer, the two factors of its gradient  dE/dW = delta^T input,  dE/db = sum_n delta_n.
struct BackPropagation {
  std::vector<Matrix> input;  ///< of each layer, [n, d_l]; the first is the mini-batch itself
  std::vector<Matrix> delta;  ///< dE / d(output of each layer before its activation), [n, m_l]

  /// Fills `input` and `delta`, in parallel over fixed blocks of points.
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
