#pragma once
#include <neon/roots/box_projection.hpp>

#include <vector>

namespace neon {

/// { z : normal.z <= offset }
struct HalfSpace {
  Eigen::RowVectorXd normal;  ///< [d]
  double offset;

  /// How far z is from satisfying it, in units of offset; <= 0: it does.
  double excess(const RowView& z) const { return normal.dot(z) - offset; }
};

/// Nearest point to 0 of several half-spaces inside a box, by its dual in one multiplier per half-space:
///   z(lambda) = clip(-sum_k lambda_k normal_k),   max_{lambda >= 0} ‖z‖^2 / 2 + lambda.(normal z - offset)
/// Projected Newton steps on the half-spaces that matter, coordinate ascent where one gains nothing. One half-space:
/// exactly.
/// @param lower [d] <= 0  @param upper [d] >= 0  @param z [d] the projection
/// @return whether there is one that is nearer than `reach`, which the dual bounds from below: false as soon as it is
/// not, so also if the half-spaces and the box do not meet
/// Source: Bertsekas, "Projected Newton methods for optimization problems with simple constraints", SIAM J. Control
/// Optim. 20(2), 1982.
bool project_on_half_spaces(const std::vector<HalfSpace>& half_spaces, const RowView& lower, const RowView& upper,
                            double reach, Eigen::Ref<Eigen::RowVectorXd> z);

}  // namespace neon
