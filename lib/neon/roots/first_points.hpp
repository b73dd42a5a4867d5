#pragma once
#include <neon/roots/candidates.hpp>

namespace neon {

/// A first feasible place from each competitor k: x projected on { linearised h_k <= 0 } inside the box, linearised
/// again where that is not yet enough, with an aim ever further below 0.
/// @return one candidate per successful start, not yet pulled back to the boundary
Candidates first_points(const RootProblem& problem);

/// The model's prototypes and the points of the background, moved into the box, that have f <= 0 there. [m, d]
Matrix known_outside(const Evidence& f, const RootOptions& options);

/// The nearest of these points: `most` of them for each of the given rows of x.
/// @param outside [m, d] in units of the features, inside the box
Candidates outside_points(const RootProblem& problem, const Labels& points, const Matrix& outside, Index most);

/// First feasible places from random places around x: the place itself, where f linearised there again and again leads
/// from it, and x projected on the linearised margin of the competitor that is closest there, as above. The directions
/// are the same for every point.
/// @param radius [n], in `unit`  @param round another one, other places: up to 4, 2, then 1 radius away
Candidates scattered_points(const RootProblem& problem, const Vector& radius, int round);

/// The nearest of many places far out in random directions, clipped to the box, that has f <= 0; for each of the given
/// rows of x that has one. The directions are the same for every point.
Candidates distant_points(const RootProblem& problem, const Labels& rows);

}  // namespace neon
