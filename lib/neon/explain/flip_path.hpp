#pragma once
#include <neon/explain/evidence.hpp>
#include <neon/network/followed_logit.hpp>

namespace neon {

/// Pixel flipping for models whose scores s(x) = x W^T + b are affine: flipping feature i of x shifts the scores by
/// (root_i - x_i) W_i, and flips that change nothing are not evaluated. Equal to re-evaluation up to the rounding of d
/// sums.
/// @param logit to be followed over its pools  @param scores s(x) of the points [n, m]
/// @return [n, d + 1]
Matrix flip_followed(const FollowedLogit& logit, const Matrix& scores, const MatrixView& x, const MatrixView& root,
                     const FlipOrder& order);
/// The same for any function of the scores, which is evaluated at every step that changes something.
Matrix flip_scores(const AffineScores& scores, const MatrixView& x, const MatrixView& root, const FlipOrder& order);

}  // namespace neon
