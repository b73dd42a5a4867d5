#pragma once
#include <neon/explain/evidence.hpp>
#include <neon/neuralize/neuralize.hpp>

namespace neon {

/// The scores of a feature are padded with zeros to a multiple of this, so that they are added without a remainder.
inline constexpr Index flip_padding = 8;

/// W^T of affine scores x W^T + b, padded: row i is what a unit of feature i adds to the scores. [d, m + padding]
Matrix scores_by_feature(const Matrix& weight);

/// Pixel flipping for models whose scores s(x) = x W^T + b are affine: flipping feature i of x shifts the scores by
/// (root_i - x_i) W_i, and flips that change nothing are not evaluated. Equal to re-evaluation up to the rounding of d
/// sums.
/// @param by_feature scores_by_feature(W)
/// @param scores s(x) of the points [n, m]
/// @return [n, d + 1]
Matrix flip_standard(const StandardNetwork& net, const Matrix& by_feature, const Matrix& scores, const MatrixView& x,
                     const MatrixView& root, const FlipOrder& order);
Matrix flip_kernel(const KernelNetwork& net, const Matrix& by_feature, const Matrix& scores, const MatrixView& x,
                   const MatrixView& root, const FlipOrder& order);
/// Deep models: the pre-activations of the first layer move like scores; the layers above are evaluated at every step
/// that changes something.
/// @param transposed W^T of every layer of phi
Matrix flip_deep(const DeepNetwork& net, const std::vector<Matrix>& transposed, const MatrixView& x,
                 const MatrixView& root, const FlipOrder& order);

}  // namespace neon
