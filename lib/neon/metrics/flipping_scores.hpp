#pragma once
#include <neon/metrics/metric.hpp>

namespace neon {

/// Which features have been flipped after a share of all flips.
enum class FlipSequence {
  per_point,  ///< every point has flipped that share of its features
  pooled      ///< of all (point, feature) pairs, the most relevant ones: the paper's order
};

/// The area under f while a point's features are replaced by its root's in order of decreasing relevance
/// (summarise_flips states the curves), relative to f(x). Bootstrapping the points keeps the pooled order.
PointScores deletion_scores(const Explained& explained, FlipSequence sequence);

/// The same from the root, its features replaced by the point's.
PointScores insertion_scores(const Explained& explained, FlipSequence sequence);

}  // namespace neon
