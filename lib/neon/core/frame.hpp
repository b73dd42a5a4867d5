#pragma once
#include <neon/core/types.hpp>

namespace neon {

/// Coordinates in which squares may be expanded: z = (x - origin) / unit, with the points around 0 and of size 1.
/// Neither where the data have their origin nor the unit they are told in then costs digits:
///   ‖x - y‖^2 = unit^2 (‖z_x‖^2 - 2 z_x.z_y + ‖z_y‖^2)
/// The unit is a power of two, so that dividing by it rounds nothing.
struct Frame {
  Eigen::RowVectorXd origin;  ///< [d], in units of x
  double unit = 1;            ///< a power of two, in units of x

  Index features() const { return origin.size(); }
  /// What a squared length of 1 is in units of x squared.
  double square() const { return unit * unit; }
  /// @param x [n, d]  @return z [n, d]  @throws Error on another number of features
  Matrix in(const MatrixView& x) const;
  /// @param z [n, d]  @return x [n, d]  @throws Error on another number of features
  Matrix out(const MatrixView& z) const;
};

/// The mean of every column: exact for a constant one, and as near as the numbers themselves for one far from 0 (the
/// mean of what is left after the first mean is added to it). Sums run over fixed chunks of rows, added in order: the
/// same for any number of threads.  @param x [n, d], n >= 1  @return [d]
Eigen::RowVectorXd column_means(const MatrixView& x);

/// What every column spans, its largest number less its smallest; 0 for a constant one, and for one whose numbers
/// differ by no more than the rounding of a computation that meant them to be equal: 64 units in the last place.
/// @param x [n, d], n >= 1  @return [d]
Eigen::RowVectorXd column_spans(const MatrixView& x);

/// The frame of some points, of any size: their mean, and the power of two next below the largest |x - mean| (1 where
/// all are equal).
/// @param points [n, d], n >= 1, finite
Frame frame_of_any_size(const MatrixView& points);

/// The same for what tells squares in units of x.
/// @throws Error if squared distances between them would leave the range of doubles: spread outside [1e-152, 1e152]
Frame frame_of(const MatrixView& points);

}  // namespace neon
