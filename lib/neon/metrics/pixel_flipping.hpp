#pragma once
#include <neon/explain/evidence.hpp>

namespace neon {

/// Features by decreasing relevance, ties in order of the feature (stable sort), per point.
/// @param relevance [n, d]  @return [n, d], each row a permutation  @throws Error if not finite (names the row and
/// column)
FlipOrder flip_order(const MatrixView& relevance);

/// How many of each point's features belong to the `step * n` most relevant of all n d (point, feature) pairs pooled,
/// for step = 0 ... d: the paper's order. Ties: smaller point, then smaller feature first.
/// A radix sort: linear in n d, with 32 n d bytes of scratch memory.
/// @param relevance [n, d]  @return [n, d + 1], each column sums to step * n
/// @throws Error if not finite (names the row and column)
FlipOrder pooled_flip_counts(const MatrixView& relevance);

/// What pixel flipping tells about one method: mean f after a share of all flips, relative to mean f at the start (the
/// ratio of the means: a mean of ratios overweights points near the boundary).
struct FlipCurve {
  Vector per_point;          ///< [d + 1], every point has flipped `step` features
  Vector pooled;             ///< [d + 1], `step * n` pairs have been flipped in all (the paper's order)
  double auc_per_point = 0;  ///< area under the curve over the share flipped in [0, 1], trapezoids; smaller is better
  double auc_pooled = 0;
};

/// @param curves [n, d + 1] f of each point after 0 ... d of its own flips (flip_curves)
/// @param counts [n, d + 1] pooled_flip_counts of the same relevance
/// @throws Error if the shapes differ, a count is out of range, or the curves are not finite or start at a mean of 0
FlipCurve summarise_flips(const MatrixView& curves, const FlipOrder& counts);

/// Area under a curve whose points are evenly spaced on [0, 1], by trapezoids.  @throws Error for fewer than 2 points
double area_under(const Vector& curve);

/// The same at any places that increase, over their extent.  @throws Error for fewer than 2 points or another length
double area_under(const Vector& curve, const Vector& places);

}  // namespace neon
