#pragma once
#include <neon/core/types.hpp>

#include <functional>
#include <memory>

namespace neon {

/// Exact neighbours among fixed points: by a k-d tree for few features, by blocks of products for many. Memory grows
/// with the points, never with their pairs. What is compared with a radius is squared_distance, also where products
/// have found the candidates; nothing depends on the number of threads.
class NeighbourSearch {
 public:
  /// @param x [m, d], finite
  explicit NeighbourSearch(Matrix x);

  const Matrix& points() const;

  /// Of each point the number of points within the radius, itself counted; it is not counted on from `enough`.
  /// @param square of the radius  @return [m]
  Labels counts(double square, Index enough) const;
  /// Calls found(i, j) for the points j with ‖x_i - x_j‖^2 <= square of every point i in `rows`, itself among them, in
  /// no order; concurrently for different i.
  void within(const Labels& rows, double square, const std::function<void(Index i, Index j)>& found) const;
  /// The squared distance of each point to its k-th nearest, itself the first. [m]  @pre 1 <= k <= m
  Vector kth_squares(Index k) const;
  /// The smallest squared distance of other points to any of these.  @param y [n, d]  @return [n]
  Vector least_squares(const MatrixView& y) const;

 private:
  struct Tree;

  std::shared_ptr<const Matrix> x_;
  std::shared_ptr<const Tree> tree_;  // null: many features
};

}  // namespace neon
