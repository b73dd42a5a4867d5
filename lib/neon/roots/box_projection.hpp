#pragma once
#include <neon/roots/root_point.hpp>

namespace neon {

using RowView = Eigen::Ref<const Eigen::RowVectorXd>;

/// Nearest point of a half-space inside a box:  argmin_xi ‖xi - x‖^2  s.t.  normal.xi <= offset,  lower <= xi_i <=
/// upper. The solution is xi(lambda) = clip(x - lambda normal) for the smallest lambda >= 0 that satisfies the
/// half-space. For x in the box, normal.xi(lambda) is convex, falling and piecewise linear: Newton's method from lambda
/// = 0 never overshoots and ends on the right linear piece after a few passes over the features, exact to rounding.
/// @param x [d], inside the box  @param normal [d]
/// @param xi [d] the projection; if there is none, the point of the box where normal.xi is least
/// @return lambda, the multiplier of the half-space; infinity if the half-space does not meet the box
double project_on_half_space(const RowView& x, const RowView& normal, double offset, const Box& box,
                             Eigen::Ref<Eigen::RowVectorXd> xi);

/// The nearest point of the box, feature by feature.
inline Matrix clip(const Matrix& x, const Box& box) { return x.cwiseMax(box.lower).cwiseMin(box.upper); }

}  // namespace neon
