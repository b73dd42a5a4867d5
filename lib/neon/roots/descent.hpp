#pragma once
#include <neon/roots/candidates.hpp>

namespace neon {

/// How long and how closely candidates are followed.
struct Pace {
  Index steps;     ///< that each may take; never more than the options' max_iterations
  Index tangents;  ///< known at once: as many as there are kinks where the nearest point lies, and one more
  double stop;     ///< a step that promises less than this share of the distance is left out
};

/// Slides feasible points along the boundary f = 0 towards x until no tangent step helps. x is projected on the tangent
/// half-space of f inside the box; on the ray from x through a point part of the way to that projection, the place at
/// the present distance is tried; where f <= 0 there, it is pulled back to f = 0. So the distance falls at every
/// accepted step, whatever the shape of the boundary. How far to go is Barzilai and Borwein's step. Where f > 0 there,
/// the tangent of that place is respected as well (a bundle of tangents: deep networks have kinks, and nearest points
/// lie at them), and if that leaves nothing to gain the step is halved. Source: Hasofer and Lind 1974, Rackwitz and
/// Fiessler 1978 (the projection on the tangent, "HL-RF"); Barzilai and Borwein, "Two-point step size gradient
/// methods", IMA J. Numer. Anal. 8, 1988.
void descend(const RootProblem& problem, const Pace& pace, Candidates& candidates);

}  // namespace neon
