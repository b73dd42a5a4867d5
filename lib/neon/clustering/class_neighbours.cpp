#include <neon/clustering/class_neighbours.hpp>
#include <neon/clustering/distances.hpp>
#include <neon/clustering/finite.hpp>
#include <neon/clustering/rows_by_cluster.hpp>
#include <neon/core/error.hpp>
#include <neon/core/frame.hpp>
#include <neon/core/parallel.hpp>

#include <algorithm>
#include <nanoflann.hpp>
#include <utility>

namespace neon {
namespace {

/// By distance, then row.
using Candidate = std::pair<double, Index>;

/// The rows of one class, as nanoflann reads them.
struct ClassRows {
  const Matrix* points;
  Index first, count;

  std::size_t kdtree_get_point_count() const { return static_cast<std::size_t>(count); }
  double kdtree_get_pt(std::size_t row, std::size_t feature) const {
    return (*points)(first + static_cast<Index>(row), static_cast<Index>(feature));
  }
  template <class Box>
  bool kdtree_get_bbox(Box&) const {
    return false;
  }
};
using Tree = nanoflann::KDTreeSingleIndexAdaptor<nanoflann::L2_Simple_Adaptor<double, ClassRows>, ClassRows, -1, Index>;

/// Keeps the smallest of many candidates. The threshold falls as better ones turn up, so that nearly all of a long row
/// costs one comparison each.
class Smallest {
 public:
  explicit Smallest(Index count) : count_(static_cast<std::size_t>(count)) {}

  void offer(const double* distance, Index rows, Index first_row) {
    for (Index j = 0; j < rows; ++j) {
      if (distance[j] >= threshold_) continue;
      kept_.emplace_back(distance[j], first_row + j);
      if (kept_.size() >= 4 * count_) shrink();
    }
  }
  /// In no order.
  std::vector<Candidate>& kept() {
    if (kept_.size() > count_) shrink();
    return kept_;
  }

 private:
  void shrink() {
    std::nth_element(kept_.begin(), kept_.begin() + static_cast<std::ptrdiff_t>(count_ - 1), kept_.end());
    kept_.resize(count_);
    threshold_ = kept_.back().first;
  }

  std::size_t count_;
  double threshold_ = infinity;
  std::vector<Candidate> kept_;
};

/// The candidates of class k for point n, with distances from differences, in their order.
void store(std::vector<Candidate>& found, const MatrixView& x, const Matrix& points, Index n, Index k,
           ClassNearest& result) {
  for (auto& [distance, row] : found) distance = squared_distance(x.row(n).data(), points.row(row).data(), x.cols());
  std::sort(found.begin(), found.end());
  Index column = k * result.count;
  for (const auto& [distance, row] : found) {
    result.squared_distance(n, column) = distance;
    result.point(n, column++) = row;
  }
}

}  // namespace

struct ClassNeighbours::Trees {
  std::vector<ClassRows> rows;  // trees refer to them
  std::vector<std::unique_ptr<Tree>> of_class;
};

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
  if (points_->cols() > few_features) return;
  auto trees = std::make_shared<Trees>();
  for (Index k = 0; k < classes(); ++k) trees->rows.push_back({points_.get(), first(k), size(k)});
  for (const ClassRows& rows : trees->rows)
    trees->of_class.push_back(std::make_unique<Tree>(static_cast<int>(points_->cols()), rows));
  trees_ = std::move(trees);
}

Labels ClassNeighbours::labels() const { return cluster_of_rows(begin_); }

ClassNearest ClassNeighbours::nearest(const MatrixView& x, Index count) const {
  require(x.cols() == points_->cols(), "nearest neighbours: {} features should be {}", x.cols(), points_->cols());
  ClassNearest result{.count = count,
                      .squared_distance = Matrix::Constant(x.rows(), classes() * count, infinity),
                      .point = decltype(ClassNearest::point)::Constant(x.rows(), classes() * count, -1)};
  parallel_blocks(x.rows(), 64, [&](Index from, Index to) {
    if (trees_)
      search_trees(x, from, to, result);
    else
      search_products(x, from, to, result);
  });
  return result;
}

void ClassNeighbours::search_trees(const MatrixView& x, Index from, Index to, ClassNearest& result) const {
  std::vector<Index> row(static_cast<std::size_t>(result.count));
  std::vector<double> distance(row.size());
  std::vector<Candidate> found;
  for (Index n = from; n < to; ++n)
    for (Index k = 0; k < classes(); ++k) {
      const std::size_t count = trees_->of_class[static_cast<std::size_t>(k)]->knnSearch(x.row(n).data(), row.size(),
                                                                                         row.data(), distance.data());
      found.clear();
      for (std::size_t i = 0; i < count; ++i) found.emplace_back(distance[i], first(k) + row[i]);
      store(found, x, *points_, n, k, result);
    }
}

void ClassNeighbours::search_products(const MatrixView& x, Index from, Index to, ClassNearest& result) const {
  constexpr Index rows_at_once = 1024;  // their distances stay in the cache
  for (Index k = 0; k < classes(); ++k) {
    std::vector<Smallest> smallest(static_cast<std::size_t>(to - from), Smallest(result.count));
    for (Index row = first(k); row < first(k + 1); row += rows_at_once) {
      const Index count = std::min(rows_at_once, first(k + 1) - row);
      const Matrix distance = squared_distances(x.middleRows(from, to - from), points_->middleRows(row, count));
      for (Index n = from; n < to; ++n)
        smallest[static_cast<std::size_t>(n - from)].offer(distance.row(n - from).data(), count, row);
    }
    for (Index n = from; n < to; ++n)
      store(smallest[static_cast<std::size_t>(n - from)].kept(), x, *points_, n, k, result);
  }
}

}  // namespace neon
