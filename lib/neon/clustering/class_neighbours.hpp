#pragma once
#include <neon/clustering/neighbour_search.hpp>

#include <memory>
#include <vector>

namespace neon {

/// Of every class the points that are nearest to some others.
struct ClassNearest {
  Index count = 0;          ///< of each class
  Matrix squared_distance;  ///< [n, K * count] class by class, ascending; infinity: the class has no more points
  Eigen::Matrix<Index, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> point;  ///< [n, K * count] rows; -1: none
};

/// Points of several classes, searched for the nearest of every class (NeighbourSearch). Immutable; copies share what
/// they hold.
class ClassNeighbours {
 public:
  ClassNeighbours() = default;  ///< of no points
  /// @param points [m, d] sorted by class, finite  @param begin [K + 1]: class k owns rows begin[k] ... begin[k + 1] -
  /// 1
  /// @throws Error if K < 2, a class is empty, a number is not finite, or squared distances leave the range of doubles
  ClassNeighbours(Matrix points, std::vector<Index> begin);

  Index classes() const { return static_cast<Index>(begin_.size()) - 1; }
  Index first(Index k) const { return begin_[static_cast<std::size_t>(k)]; }
  Index size(Index k) const { return first(k + 1) - first(k); }
  /// The class of each point. [m]
  Labels labels() const;
  const Matrix& points() const { return *points_; }
  const std::shared_ptr<const Matrix>& shared_points() const { return points_; }

  /// The `count` nearest points of every class; of several at the same distance the first.
  /// @param x [n, d]  @throws Error on another number of features
  ClassNearest nearest(const MatrixView& x, Index count) const;

 private:
  std::shared_ptr<const Matrix> points_ = std::make_shared<const Matrix>();
  std::vector<Index> begin_ = {0};
  std::vector<NeighbourSearch> searches_;  ///< of each class
};

}  // namespace neon
