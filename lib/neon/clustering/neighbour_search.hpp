#pragma once
#include <neon/core/types.hpp>

#include <functional>
#include <memory>
#include <utility>
#include <vector>

namespace neon {

/// Exact neighbours among fixed points: by a k-d tree for few features, by blocks of products for many. Memory grows
/// with the points, never with their pairs. Distances are sums of squared differences either way, so that neither
/// origin nor unit of the points costs digits: of the features in their order in the tree, `squared_distance` where
/// products have found the candidates. Nothing depends on the number of threads. Immutable; copies share what they
/// hold.
class NeighbourSearch {
 public:
  /// Squared distance and row of a point: in this order, so that of several at the same distance the first comes first.
  using Neighbour = std::pair<double, Index>;

  NeighbourSearch() = default;  ///< among no points
  /// @param x [m, d], finite
  explicit NeighbourSearch(Matrix x);
  /// Among the rows first ... first + count - 1 of points that others share; row 0 is the first of them.
  NeighbourSearch(std::shared_ptr<const Matrix> x, Index first, Index count);

  /// [m, d]
  MatrixView points() const { return x_->middleRows(first_, count_); }

  /// Of each point the number of points within the radius, itself counted; it is not counted on from `enough`.
  /// @param square of the radius, > 0  @return [m]
  Labels counts(double square, Index enough) const;
  /// Calls found(i, j) for the points j with ‖x_i - x_j‖^2 <= square of every point i in `rows`, itself among them, in
  /// no order; concurrently for different i.
  void within(const Labels& rows, double square, const std::function<void(Index i, Index j)>& found) const;

  /// Calls found(n, neighbours) with the k points nearest to y_n, ascending; all of them where k > m. Concurrently for
  /// different n.
  /// @param y [n, d]  @pre k >= 1
  /// @throws Error on another number of features, or if a squared distance is no double
  void nearest(const MatrixView& y, Index k,
               const std::function<void(Index n, const std::vector<Neighbour>& neighbours)>& found) const;
  /// The squared distances of other points to their k-th nearest of these.  @return [n]  @pre 1 <= k <= m
  Vector kth_squares(const MatrixView& y, Index k) const;
  /// The squared distance of each point to its k-th nearest, itself the first. [m]  @pre 1 <= k <= m
  Vector kth_squares(Index k) const;

 private:
  struct Tree;

  std::shared_ptr<const Matrix> x_ = std::make_shared<const Matrix>();
  Index first_ = 0, count_ = 0;
  std::shared_ptr<const Tree> tree_;  // null: many features
};

}  // namespace neon
