#pragma once
#include <neon/explain/evidence.hpp>
#include <neon/neuralize/neuralize.hpp>

namespace neon {

/// The logit f_c of a network as evidence. Where the first node depends on x through affine scores alone (standard,
/// kernel and deep k-means, linkages, mixtures that share a covariance: ScoreTail), with exact shortcuts:
/// - segments: a value along a segment costs no product with x, and the mean gradient averages gradients by the scores;
/// - flips: one flip shifts every score by a number, so a whole curve costs O(scores * d); layers above the scores are
///   evaluated at every step that changes something;
/// - affine scores: margins, squared distances up to a common number, or first pre-activations, from which f follows.
/// Others are evaluated point by point.  Source: docs/method.md, on segments and on flips.
/// @throws Error as Network::check
Evidence evidence(const Network& network);

}  // namespace neon
