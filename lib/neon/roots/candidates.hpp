#pragma once
#include <neon/roots/root_point.hpp>

namespace neon {

/// The points of one batch whose root points are sought; f > 0 at all of them.
struct RootProblem {
  const Evidence& f;
  Matrix x;        ///< [n, d]
  Matrix margins;  ///< [n, m] h(x)
  Vector value;    ///< [n] f(x)
  Vector slack;    ///< [n] how far above or below 0 f may be at a root
  RootOptions options;
  bool thorough = false;  ///< what options.search comes to for this many features
};

/// Points inside the box with f <= slack: several per point of the batch, one per start.
struct Candidates {
  Labels point;  ///< [r] the row of x they belong to
  Labels start;  ///< [r] the competitor whose linearised margin led to them; -1: none did
  Matrix root;   ///< [r, d]
  Vector value;  ///< [r] f there

  Index count() const { return root.rows(); }
  Candidates subset(const Labels& rows) const;
  void append(const Candidates& more);
  /// ‖root - x‖. [r]
  Vector distance(const RootProblem& problem) const { return (root - problem.x(point, Eigen::all)).rowwise().norm(); }
};

/// Per point the `most` nearest candidates that are at most `factor` times as far as the nearest.
Candidates nearest(const RootProblem& problem, const Candidates& candidates, Index most, double factor);

/// Moves every candidate along its segment to x to the place where f leaves 0: -slack <= f <= 0.
/// @param guess [r] where on the segment from x to look first; 1: nowhere  @param slack [r]
void pull_back(const RootProblem& problem, const Vector& guess, const Vector& slack, Candidates& candidates);

}  // namespace neon
