#pragma once
#include <neon/roots/root_point.hpp>

namespace neon {

using RowView = Eigen::Ref<const Eigen::RowVectorXd>;

/// Nearest point to 0 of a half-space inside a box:  argmin_z ‖z‖^2  s.t.  normal.z <= offset,  lower_i <= z_i <=
/// upper_i. The solution is z(lambda) = clip(-lambda normal) for the smallest lambda >= 0 that satisfies the
/// half-space. As 0 is in the box, normal.z(lambda) is convex, falling and piecewise linear: Newton's method from
/// lambda = 0 never overshoots and ends on the right linear piece after a few passes over the features, exact to
/// rounding.
/// @param normal [d]  @param lower [d] <= 0  @param upper [d] >= 0
/// @param z [d] the projection; if there is none, the point of the box where normal.z is least
/// @return lambda, the multiplier of the half-space; infinity if the half-space does not meet the box
double project_on_half_space(const RowView& normal, double offset, const RowView& lower, const RowView& upper,
                             Eigen::Ref<Eigen::RowVectorXd> z);

}  // namespace neon
