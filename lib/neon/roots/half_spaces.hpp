#pragma once
#include <neon/roots/box_projection.hpp>

#include <vector>

namespace neon {

/// { xi : normal.xi <= offset }
struct HalfSpace {
  Eigen::RowVectorXd normal;  ///< [d]
  double offset;

  /// How far xi is from satisfying it, in units of offset; <= 0: it does.
  double excess(const RowView& xi) const { return normal.dot(xi) - offset; }
};

/// Nearest point of several half-spaces inside a box, by its dual in one multiplier per half-space:
///   xi(lambda) = clip(x - sum_k lambda_k normal_k),   max_{lambda >= 0} ‖xi - x‖^2 / 2 + lambda.(normal xi - offset)
/// Coordinate ascent, with a projected Newton step on the half-spaces that matter after every round. One half-space:
/// exactly.
/// @param x [d], inside the box  @param xi [d] the projection
/// @return whether there is one that is nearer than `reach`, which the dual bounds from below: false as soon as it is
/// not, so also if the half-spaces and the box do not meet Source: Bertsekas, "Projected Newton methods for
/// optimization problems with simple constraints", SIAM J. Control Optim. 20(2), 1982.
bool project_on_half_spaces(const RowView& x, const std::vector<HalfSpace>& half_spaces, const Box& box, double reach,
                            Eigen::Ref<Eigen::RowVectorXd> xi);

}  // namespace neon
