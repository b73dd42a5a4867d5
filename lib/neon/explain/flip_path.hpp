#pragma once
#include <neon/explain/deep_tail.hpp>
#include <neon/explain/evidence.hpp>
#include <neon/explain/pool_path.hpp>
#include <neon/neuralize/neuralize.hpp>

namespace neon {

/// Pixel flipping for models whose scores s(x) = x W^T + b are affine: flipping feature i of x shifts the scores by
/// (root_i - x_i) W_i, and flips that change nothing are not evaluated. Equal to re-evaluation up to the rounding of d
/// sums.
/// @param path the softmin over all margins of the standard network; one pool per cluster over the kernel network's
///   scores
/// @param scores s(x) of the points [n, m]
/// @return [n, d + 1]
Matrix flip_standard(const PoolPath& path, const Matrix& scores, const MatrixView& x, const MatrixView& root,
                     const FlipOrder& order);
Matrix flip_kernel(const KernelNetwork& net, const PoolPath& path, const Matrix& scores, const MatrixView& x,
                   const MatrixView& root, const FlipOrder& order);
/// Deep models: the pre-activations of the first layer move like scores; the layers above are evaluated at every step
/// that changes something.
Matrix flip_deep(const DeepTail& tail, const MatrixView& x, const MatrixView& root, const FlipOrder& order);

}  // namespace neon
