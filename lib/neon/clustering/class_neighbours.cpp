#include <neon/clustering/class_neighbours.hpp>
#include <neon/clustering/finite.hpp>
#include <neon/clustering/rows_by_cluster.hpp>
#include <neon/core/error.hpp>
#include <neon/core/frame.hpp>

#include <algorithm>
#include <utility>

namespace neon {

ClassNeighbours::ClassNeighbours(Matrix points, std::vector<Index> begin)
    : points_(std::make_shared<const Matrix>(std::move(points))), begin_(std::move(begin)) {
  require(classes() >= 2, "nearest neighbours: {} classes should be at least 2", std::max<Index>(classes(), 0));
  require(begin_.front() == 0 && begin_.back() == points_->rows(),
          "nearest neighbours: classes of rows {} ... {} should be of all {} points", begin_.front(), begin_.back(),
          points_->rows());
  for (Index k = 0; k < classes(); ++k)
    require(size(k) > 0, "nearest neighbours: class {} has no points, should have at least 1", k);
  require_finite(*points_, "nearest neighbours");
  frame_of(*points_);  // refuses distances that are out of range
  for (Index k = 0; k < classes(); ++k) searches_.emplace_back(points_, first(k), size(k));
}

Labels ClassNeighbours::labels() const { return cluster_of_rows(begin_); }

ClassNearest ClassNeighbours::nearest(const MatrixView& x, Index count) const {
  require(x.cols() == points_->cols(), "nearest neighbours: {} features should be {}", x.cols(), points_->cols());
  ClassNearest result{.count = count,
                      .squared_distance = Matrix::Constant(x.rows(), classes() * count, infinity),
                      .point = decltype(ClassNearest::point)::Constant(x.rows(), classes() * count, -1)};
  for (Index k = 0; k < classes(); ++k)
    searches_[static_cast<std::size_t>(k)].nearest(x, count,
                                                   [&](Index n, const std::vector<NeighbourSearch::Neighbour>& found) {
                                                     Index column = k * count;
                                                     for (const auto& [distance, row] : found) {
                                                       result.squared_distance(n, column) = distance;
                                                       result.point(n, column++) = first(k) + row;
                                                     }
                                                   });
  return result;
}

}  // namespace neon
