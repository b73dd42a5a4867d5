#include <neon/clustering/distances.hpp>
#include <neon/clustering/neighbour_search.hpp>
#include <neon/core/error.hpp>
#include <neon/core/parallel.hpp>

#include <algorithm>
#include <limits>
#include <nanoflann.hpp>
#include <numeric>

namespace neon {
namespace {

/// Rounding of the bounds by which a tree leaves out its parts, and of distances by products: a share of them.
constexpr double uncertain = 1e-9;

/// The points as nanoflann reads them.
struct Rows {
  const double* x;
  Index count, features;

  std::size_t kdtree_get_point_count() const { return static_cast<std::size_t>(count); }
  double kdtree_get_pt(std::size_t row, std::size_t feature) const {
    return x[static_cast<Index>(row) * features + static_cast<Index>(feature)];
  }
  template <class Box>
  bool kdtree_get_bbox(Box&) const {
    return false;
  }
};

/// Points within a radius as nanoflann finds them, handed on one by one while `found` says so.
template <class Found>
struct Within {
  using DistanceType = double;
  using IndexType = std::uint32_t;

  double square;
  Found found;

  double worstDist() const { return square * (1 + uncertain); }
  bool addPoint(double distance, std::uint32_t index) { return distance > square || found(static_cast<Index>(index)); }
  bool full() const { return true; }
  std::size_t size() const { return 0; }
};

/// The nearest of the points that are offered; nanoflann offers places of a tree.
class Nearest {
 public:
  using DistanceType = double;
  using IndexType = std::uint32_t;
  using Neighbour = NeighbourSearch::Neighbour;

  /// @param row of each place; null: places are rows
  Nearest(Index most, const Labels* row) : most_(static_cast<std::size_t>(most)), row_(row) { kept_.reserve(most_); }

  /// What is farther need not be offered.
  double worstDist() const {
    // Above the last distance also where that is 0: a point as far that comes before it is wanted.
    return size() < most_ ? infinity : kept_.back().first * (1 + uncertain) + std::numeric_limits<double>::min();
  }
  bool addPoint(double distance, std::uint32_t place) {
    const Neighbour found{distance, row_ ? (*row_)[place] : static_cast<Index>(place)};
    if (size() == most_) {
      if (found >= kept_.back()) return true;
      kept_.pop_back();
    }
    kept_.insert(std::upper_bound(kept_.begin(), kept_.end(), found), found);
    return true;
  }
  bool full() const { return true; }
  std::size_t size() const { return kept_.size(); }
  /// Ascending.
  const std::vector<Neighbour>& kept() const { return kept_; }

 private:
  std::size_t most_;
  const Labels* row_;
  std::vector<Neighbour> kept_;
};

constexpr Index block = 256, tile = 2048;

/// Calls seen(first_j, distance) with the squared distances of the points `from` to those from first_j on, tile by
/// tile.
template <class Seen>
void by_tiles(const MatrixView& from, const MatrixView& x, const Seen& seen) {
  for (Index start = 0; start < x.rows(); start += tile)
    seen(start, squared_distances(from, x.middleRows(start, std::min(tile, x.rows() - start))));
}

/// Calls found(i, j) for the points within the radius of the rows.
template <class Found>
void products_within(const MatrixView& x, const Labels& rows, double square, const Found& found) {
  parallel_blocks(static_cast<Index>(rows.size()), block, [&](Index first, Index last) {
    const Labels own(rows.begin() + first, rows.begin() + last);
    const Matrix from = x(own, Eigen::all);
    by_tiles(from, x, [&](Index start, const Matrix& distance) {
      for (Index n = 0; n < distance.rows(); ++n)
        for (Index j = 0; j < distance.cols(); ++j) {
          if (distance(n, j) > square * (1 + uncertain)) continue;
          const bool clear = distance(n, j) < square * (1 - uncertain);
          if (clear || squared_distance(from.row(n).data(), x.row(start + j).data(), x.cols()) <= square)
            found(own[static_cast<std::size_t>(n)], start + j);
        }
    });
  });
}

/// Offers the points that products find to be near; the differences decide.
void products_nearest(const MatrixView& from, const MatrixView& x, std::vector<Nearest>& nearest) {
  by_tiles(from, x, [&](Index start, const Matrix& distance) {
    for (Index n = 0; n < distance.rows(); ++n) {
      Nearest& own = nearest[static_cast<std::size_t>(n)];
      double worst = own.worstDist();
      for (Index j = 0; j < distance.cols(); ++j) {
        if (distance(n, j) > worst) continue;
        own.addPoint(squared_distance(from.row(n).data(), x.row(start + j).data(), x.cols()),
                     static_cast<std::uint32_t>(start + j));
        worst = own.worstDist();
      }
    }
  });
}

Labels all_rows(Index count) {
  Labels rows(static_cast<std::size_t>(count));
  std::iota(rows.begin(), rows.end(), 0);
  return rows;
}

}  // namespace

/// The tree holds the points in an order of its own, in which near ones are near in memory: places. Searches from one
/// place after the other find most of what they read in the cache.
struct NeighbourSearch::Tree {
  using Index32 = nanoflann::KDTreeSingleIndexAdaptor<nanoflann::L2_Simple_Adaptor<double, Rows>, Rows>;

  Labels row;    ///< of each place
  Labels place;  ///< of each row
  Matrix x;      ///< by place
  Rows rows;
  Index32 index;

  explicit Tree(const MatrixView& given)
      : row(order_of(given)),
        place(row.size()),
        x(given(row, Eigen::all)),
        rows{x.data(), x.rows(), x.cols()},
        index(static_cast<int>(x.cols()), rows) {
    for (std::size_t at = 0; at < row.size(); ++at) place[static_cast<std::size_t>(row[at])] = static_cast<Index>(at);
  }
  static Labels order_of(const MatrixView& given) {
    const Matrix consecutive = given;
    const Rows by_row{consecutive.data(), given.rows(), given.cols()};
    const Index32 first(static_cast<int>(given.cols()), by_row);
    return {first.vAcc.begin(), first.vAcc.end()};
  }
  Index row_at(Index at) const { return row[static_cast<std::size_t>(at)]; }

  template <class Found>
  void within(const double* from, double square, const Found& found) const {
    Within<Found> result{square, found};
    index.findNeighbors(result, from, {});
  }
};

NeighbourSearch::NeighbourSearch(Matrix x) {
  const Index count = x.rows();
  *this = NeighbourSearch(std::make_shared<const Matrix>(std::move(x)), 0, count);
}

NeighbourSearch::NeighbourSearch(std::shared_ptr<const Matrix> x, Index first, Index count)
    : x_(std::move(x)), first_(first), count_(count) {
  if (x_->cols() <= few_features && count > 0) tree_ = std::make_shared<const Tree>(points());
}

Labels NeighbourSearch::counts(double square, Index enough) const {
  Labels count(static_cast<std::size_t>(count_), 0);
  if (tree_ == nullptr) {
    products_within(points(), all_rows(count_), square, [&](Index i, Index) {
      Index& known = count[static_cast<std::size_t>(i)];
      known = std::min(known + 1, enough);
    });
    return count;
  }
  parallel_blocks(count_, block, [&](Index first, Index last) {
    for (Index at = first; at < last; ++at) {
      Index& known = count[static_cast<std::size_t>(tree_->row_at(at))];
      tree_->within(tree_->x.row(at).data(), square, [&](Index) { return ++known < enough; });
    }
  });
  return count;
}

void NeighbourSearch::within(const Labels& rows, double square, const std::function<void(Index, Index)>& found) const {
  if (tree_ == nullptr) {
    products_within(points(), rows, square, found);
    return;
  }
  Labels places;
  for (const Index i : rows) places.push_back(tree_->place[static_cast<std::size_t>(i)]);
  std::sort(places.begin(), places.end());
  parallel_blocks(static_cast<Index>(places.size()), block, [&](Index first, Index last) {
    for (Index n = first; n < last; ++n) {
      const Index at = places[static_cast<std::size_t>(n)], i = tree_->row_at(at);
      tree_->within(tree_->x.row(at).data(), square, [&](Index j) {
        found(i, tree_->row_at(j));
        return true;
      });
    }
  });
}

void NeighbourSearch::nearest(const MatrixView& y, Index k,
                              const std::function<void(Index, const std::vector<Neighbour>&)>& found) const {
  const MatrixView x = points();
  require(y.cols() == x.cols(), "nearest neighbours: {} features should be {}", y.cols(), x.cols());
  const Index most = std::min(k, x.rows());
  if (most == 0) return;
  parallel_blocks(y.rows(), 64, [&](Index first, Index last) {
    std::vector<Nearest> nearest(static_cast<std::size_t>(last - first), Nearest(most, tree_ ? &tree_->row : nullptr));
    if (tree_)
      for (Index n = first; n < last; ++n)
        tree_->index.findNeighbors(nearest[static_cast<std::size_t>(n - first)], y.row(n).data(), {});
    else
      products_nearest(y.middleRows(first, last - first), x, nearest);
    for (Index n = first; n < last; ++n) {
      const std::vector<Neighbour>& kept = nearest[static_cast<std::size_t>(n - first)].kept();
      require(static_cast<Index>(kept.size()) == most,
              "nearest neighbours: the squared distances of point {} should be doubles: scale the features", n);
      found(n, kept);
    }
  });
}

Vector NeighbourSearch::kth_squares(const MatrixView& y, Index k) const {
  Vector result(y.rows());
  nearest(y, k, [&](Index n, const std::vector<Neighbour>& neighbours) { result(n) = neighbours.back().first; });
  return result;
}

Vector NeighbourSearch::kth_squares(Index k) const {
  if (tree_ == nullptr) return kth_squares(points(), k);
  Vector result(count_);
  result(tree_->row) = kth_squares(tree_->x, k);
  return result;
}

}  // namespace neon
