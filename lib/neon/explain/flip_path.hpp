#pragma once
#include <neon/explain/evidence.hpp>
#include <neon/neuralize/neuralize.hpp>

namespace neon {

/// Pixel flipping for models whose scores s(x) = x W^T + b are affine: flipping feature i of x shifts the scores by
/// (root_i - x_i) W_i, and flips that change nothing are not evaluated. Equal to re-evaluation up to the rounding of d
/// sums.
/// @param by_feature W^T [d, m]: row i is what feature i adds to the scores
/// @param scores s(x) of the points [n, m]
/// @return [n, d + 1]
Matrix flip_standard(const StandardNetwork& net, const Matrix& by_feature, const Matrix& scores, const MatrixView& x,
                     const MatrixView& root, const FlipOrder& order);
Matrix flip_kernel(const KernelNetwork& net, const Matrix& by_feature, const Matrix& scores, const MatrixView& x,
                   const MatrixView& root, const FlipOrder& order);
/// Deep models: the pre-activations of the first layer move like scores; the layers above are evaluated at every step
/// that changes something.
/// @param transposed W^T of every layer of phi (the first is what `by_feature` is elsewhere)
Matrix flip_deep(const DeepNetwork& net, const std::vector<Matrix>& transposed, const MatrixView& x,
                 const MatrixView& root, const FlipOrder& order);

}  // namespace neon
