#pragma once
#include <neon/clustering/whitened_gaussian.hpp>
#include <neon/network/layer.hpp>

namespace neon {

/// The margins of Gaussians with covariances of their own,
///   y_k = 1/2 (x - mu_k)^T S_k^-1 (x - mu_k) - 1/2 (x - mu_c)^T S_c^-1 (x - mu_c) + sum_i constant_ki,
/// each form evaluated where its Gaussian is standard. The midpoint rule hands feature i its own part of the forms,
///   q_ik = 1/2 (x - mu_k)_i (S_k^-1 (x - mu_k))_i - 1/2 (x - mu_c)_i (S_c^-1 (x - mu_c))_i + constant_ki,
/// which sum to y_k. The other rules read the affine layer on x and all products x_i x_j, about 0: feature i receives
/// what x_i and every (x_i x_j) in the place (i, j) have, so that two features share their product equally.
struct QuadraticForms {
  WhitenedGaussian own;
  std::vector<WhitenedGaussian> other;  ///< [m]
  Matrix constant;                      ///< [m, d] each feature's part of the bias

  Index inputs() const { return own.features(); }
  Matrix forward(const MatrixView& x) const;
  Matrix pullback(const MatrixView& x, const MatrixView& gradient) const;
  Propagation propagation(const Rule& rule) const;
  /// The affine layer on (x, x_1 x, x_2 x, ...) about 0. [m, d + d^2]
  Linear on_products() const;
};

}  // namespace neon
