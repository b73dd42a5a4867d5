#pragma once
#include <neon/core/types.hpp>

namespace neon {

/// The search for the nearest centroid of each of some points, again and again as the centroids change.
///
/// Scores ‖mu_k‖^2 / 2 - mu_k.x in single precision, with the points along the registers and the smallest two kept in
/// them, decide where they differ by more than their rounding can; the other points are decided in double precision,
/// and among what that could confuse by the differences themselves: labels are those of `squared_distance`.
class NearestSearch {
 public:
  /// @param x [n, d], finite; must outlive the search
  /// @param rounding how far a point may be from where it was meant: centroids whose order that decides tie
  explicit NearestSearch(const MatrixView& x, double rounding = 0);

  /// Where a point is among the centroids. Its nearest (ties: the first), and bounds of distances that allow for
  /// rounding: `upper` >= ‖x - mu_label‖, `lower` <= ‖x - mu_k‖ of all others.
  struct Places {
    Labels labels;
    Vector upper, lower;
  };

  /// The places of all points.  @param centroids [K, d], K >= 1
  Places find(const Matrix& centroids) const;

  /// The places among centroids that have moved. Points whose bounds, widened by the moves, still tell the nearest are
  /// not looked at (Hamerly, Making k-means even faster, SDM 2010).
  /// @param before the centroids that `places` are among
  /// @return the points whose label is another now, ascending
  std::vector<Index> update(const Matrix& before, const Matrix& centroids, Places& places) const;

 private:
  struct Centroids;
  void find(const Centroids& centroids, const std::vector<Index>& points, Index first, Index last,
            Places& places) const;
  void decide(const Matrix& centroids, const std::vector<Index>& points, Places& places) const;
  double tie(double smallest) const;

  MatrixView x_;
  double rounding_;
};

}  // namespace neon
