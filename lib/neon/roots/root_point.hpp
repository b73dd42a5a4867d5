#pragma once
#include <neon/explain/evidence.hpp>

#include <memory>

namespace neon {

/// Where root points may lie: lower_i <= xi_i <= upper_i.
struct Box {
  double lower = -infinity;
  double upper = infinity;
};

/// Which starts are followed to the end.
enum class Search {
  quick,     ///< a race: all of them go a few steps, then the nearest and distinct ones go on, three times
  thorough,  ///< all of them; then, again and again, from 24 random places around x, as far as a few times the nearest
             ///< root so far
  automatic  ///< thorough for up to 64 features, quick beyond
};

struct RootOptions {
  Box box = {};                       ///< unconstrained by default; pixels: {0, 1}
  Search search = Search::automatic;  ///< how widely to look for the nearest of several local minima
  Index starts = 0;                   ///< how many competitors to start from, nearest first; 0: all
  Index max_iterations = 50;          ///< tangent steps per start
  double tolerance = 1e-9;            ///< feasibility: f <= 0 or |f| <= tolerance f(x) at the root
  double progress_stop = 1e-7;        ///< a start stops when its tangent promises less than this share of the distance
  /// [m, d] points of the data, of any cluster: the nearest of those with f <= 0 are starts, too. Each call evaluates f
  /// at all of them. Models whose boundary is far from convex need them (deep k-means); empty: none.
  std::shared_ptr<const Matrix> background = {};
};

/// One root point per row of x, with its certificate.
struct RootPoints {
  Matrix root;                 ///< [n, d], inside the box; x itself where feasible is false
  Vector value;                ///< [n] f at the root
  Vector distance;             ///< [n] ‖x - root‖
  std::vector<char> feasible;  ///< [n] f <= 0 or |f| <= tolerance f(x), and inside the box
  Labels start;  ///< [n] the competitor (column of the margins) whose start won; -1: none was needed, or none led here
};

/// The nearest point found with f <= 0:  argmin_xi ‖x - xi‖  s.t.  f(xi) <= 0,  lower <= xi_i <= upper.
/// Starts are a first feasible point from each competitor's linearised margin, and the nearest points that are known to
/// be outside the cluster (the model's prototypes, options.background). From there, repeatedly: x is projected on the
/// tangent half-spaces of f inside the box, at a kink on those of both sides, and what is found is pulled back along
/// its segment to x to the boundary f = 0. The distance never increases. Where {f > 0} is convex (standard k-means)
/// every projection is feasible by itself, and with beta = infinity the first ones are the exact projections on the
/// competitors' faces; elsewhere the result is a local minimum, the nearest of several. Neither the unit nor the origin
/// of the features, nor the unit of f, matters: lengths are told from x in units of its distance to the boundary.
/// Single-threaded.
/// @param x [n, d], finite and inside the box; rows with f <= 0 are their own root
/// @throws Error if x lies outside the box (names the row and column), shapes disagree or an option is out of range
RootPoints root_points(const Evidence& f, const MatrixView& x, const RootOptions& options = {});

}  // namespace neon
