#pragma once
#include <neon/explain/evidence.hpp>

namespace neon {

/// Where root points may lie: lower_i <= xi_i <= upper_i.
struct Box {
  double lower = -infinity;
  double upper = infinity;
};

struct RootOptions {
  Box box = {};                 ///< unconstrained by default; pixels: {0, 1}
  Index starts = 0;             ///< how many competitors to start from, nearest first; 0: all
  Index max_iterations = 50;    ///< linearisations per start
  double tolerance = 1e-9;      ///< feasibility: f <= 0 or |f| <= tolerance at the root
  double progress_stop = 1e-7;  ///< a start stops when the distance improves by less than this share
};

/// One root point per row of x, with its certificate.
struct RootPoints {
  Matrix root;                 ///< [n, d], inside the box; NaN rows never occur: an infeasible row holds x itself
  Vector value;                ///< [n] f at the root
  Vector distance;             ///< [n] ‖x - root‖
  std::vector<char> feasible;  ///< [n] f <= 0 or |f| <= tolerance, and inside the box
  Labels start;                ///< [n] the competitor whose start won
};

/// The nearest point found with f <= 0:  argmin ‖x - xi‖  s.t.  f(xi) <= 0, lower <= xi <= upper.
/// From each competitor's linearised margin a first feasible point; then repeatedly: project x on the tangent
/// half-space of f intersected with the box (exact, one-dimensional dual), and pull back along the segment to the
/// boundary f = 0. The distance never increases; where {f > 0} is convex (standard k-means) each projection is feasible
/// by itself, and with beta = infinity the first one is the exact projection on the competitor's face. Single-threaded.
/// @param x [n, d], inside the box, f(x) > 0 (rows with f <= 0 are their own root)
/// @throws Error if x lies outside the box or shapes disagree
RootPoints root_points(const Evidence& f, const MatrixView& x, const RootOptions& options = {});

}  // namespace neon
