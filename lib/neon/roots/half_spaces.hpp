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

/// A bundle of half-spaces that changes a little from one projection to the next. The nearest point to 0 of all of them
/// inside a box is found by its dual in one multiplier per half-space:
///   z(lambda) = clip(-sum_k lambda_k normal_k),   max_{lambda >= 0} ‖z‖^2 / 2 + lambda.(normal z - offset)
/// The dual is concave and piecewise quadratic: a Newton step is the solution of the quadratic programme of the present
/// piece, halved until the dual rises, with coordinate ascent where it does not. One half-space: exactly. The
/// multipliers are where the next projection starts, and the curvature follows the features that meet or leave the box.
/// Source: Lawson and Hanson, "Solving least squares problems", 1974, chapter 23 (the programme); Bertsekas, "Projected
/// Newton methods for optimization problems with simple constraints", SIAM J. Control Optim. 20(2), 1982.
class HalfSpaces {
 public:
  /// @param most how many are held at once
  HalfSpaces(Index features, Index most);

  Index count() const { return static_cast<Index>(held_.size()); }
  /// Where there are `most`, the oldest of those without a multiplier gives way, else the oldest.
  void add(const RowView& normal, double offset);
  void drop_newest() { held_.pop_back(); }
  void keep_newest() { held_.erase(held_.begin(), held_.end() - 1); }
  /// Leaves out those that z violates by more than this distance.
  void drop_violated(const RowView& z, double distance);
  /// normal.z of the one added last.
  double newest_along(const RowView& z) const { return normal_.row(held_.back()).dot(z); }

  /// @param lower [d] <= 0  @param upper [d] >= 0  @param z [d] the nearest point
  /// @return whether there is one that is nearer than `reach`, which the dual bounds from below: false as soon as it is
  /// not, so also if the half-spaces and the box do not meet
  bool project(const RowView& lower, const RowView& upper, double reach, Eigen::Ref<Eigen::RowVectorXd> z);

 private:
  Index free_row();
  bool ascend(const RowView& lower, const RowView& upper, double reach);
  void move_to(const Vector& lambda, const RowView& lower, const RowView& upper);
  void follow_box();
  bool solved(double within) const;
  bool newton_step(const RowView& lower, const RowView& upper);
  bool coordinate_steps(const RowView& lower, const RowView& upper);

  Index most_;
  Matrix normal_;                  // [up to most, d]
  Vector offset_, size_;           // [most]
  Vector lambda_, excess_;         // [most] where the dual was last asked
  Matrix curvature_;               // [most, most] sum_i counted_i n_ki n_li
  Labels held_;                    // rows in use, oldest first
  Eigen::RowVectorXd z_, inside_;  // [d] inside: 1 where z follows lambda, 0 where the box holds it
  Eigen::RowVectorXd counted_;     // [d] the features that the curvature is of
  double value_ = 0;               // of the dual
};

/// Nearest point to 0 of several half-spaces inside a box, as HalfSpaces::project.
bool project_on_half_spaces(const std::vector<HalfSpace>& half_spaces, const RowView& lower, const RowView& upper,
                            double reach, Eigen::Ref<Eigen::RowVectorXd> z);

}  // namespace neon
