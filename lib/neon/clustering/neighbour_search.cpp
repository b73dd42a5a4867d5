#include <neon/clustering/distances.hpp>
#include <neon/clustering/neighbour_search.hpp>
#include <neon/core/parallel.hpp>

#include <algorithm>
#include <nanoflann.hpp>
#include <numeric>

namespace neon {
namespace {

/// Rounding of the bounds by which a tree leaves out its parts, and of distances by products: a share of them.
constexpr double uncertain = 1e-9;

/// The points as nanoflann reads them.
struct Rows {
  const Matrix& x;

  std::size_t kdtree_get_point_count() const { return static_cast<std::size_t>(x.rows()); }
  double kdtree_get_pt(std::size_t row, std::size_t feature) const {
    return x(static_cast<Index>(row), static_cast<Index>(feature));
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

constexpr Index block = 256, tile = 2048;

/// Squared distances of the rows to all points, tile by tile: seen(i, j, square) with the squares that are compared.
template <class Seen>
void by_tiles(const Matrix& x, const Labels& rows, double square, const Seen& seen) {
  parallel_blocks(static_cast<Index>(rows.size()), block, [&](Index first, Index last) {
    const Labels own(rows.begin() + first, rows.begin() + last);
    const Matrix from = x(own, Eigen::all);
    for (Index start = 0; start < x.rows(); start += tile) {
      const auto to = x.middleRows(start, std::min(tile, x.rows() - start));
      const Matrix distance = squared_distances(from, to);
      for (Index n = 0; n < from.rows(); ++n)
        for (Index j = 0; j < to.rows(); ++j) {
          if (distance(n, j) > square * (1 + uncertain)) continue;
          const bool clear = distance(n, j) < square * (1 - uncertain);
          if (clear || squared_distance(from.row(n).data(), to.row(j).data(), x.cols()) <= square)
            seen(own[static_cast<std::size_t>(n)], start + j);
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

  explicit Tree(const Matrix& given)
      : row(order_of(given)),
        place(row.size()),
        x(given(row, Eigen::all)),
        rows{x},
        index(static_cast<int>(x.cols()), rows) {
    for (std::size_t at = 0; at < row.size(); ++at) place[static_cast<std::size_t>(row[at])] = static_cast<Index>(at);
  }
  static Labels order_of(const Matrix& given) {
    const Rows by_row{given};
    const Index32 first(static_cast<int>(given.cols()), by_row);
    return {first.vAcc.begin(), first.vAcc.end()};
  }
  Index row_at(Index at) const { return row[static_cast<std::size_t>(at)]; }

  template <class Found>
  void within(const double* from, double square, const Found& found) const {
    Within<Found> result{square, found};
    index.findNeighbors(result, from, {});
  }
  double kth_square(const double* from, Index k, std::vector<double>& squares,
                    std::vector<std::uint32_t>& indices) const {
    squares.resize(static_cast<std::size_t>(k));
    indices.resize(static_cast<std::size_t>(k));
    nanoflann::KNNResultSet<double, std::uint32_t> result(static_cast<std::size_t>(k));
    result.init(indices.data(), squares.data());
    index.findNeighbors(result, from, {});
    return squares.back();
  }
};

NeighbourSearch::NeighbourSearch(Matrix x) : x_(std::make_shared<const Matrix>(std::move(x))) {
  if (x_->cols() <= few_features && x_->rows() > 0) tree_ = std::make_shared<const Tree>(*x_);
}

const Matrix& NeighbourSearch::points() const { return *x_; }

Labels NeighbourSearch::counts(double square, Index enough) const {
  Labels count(static_cast<std::size_t>(x_->rows()), 0);
  if (tree_ == nullptr) {
    by_tiles(*x_, all_rows(x_->rows()), square, [&](Index i, Index) {
      Index& known = count[static_cast<std::size_t>(i)];
      known = std::min(known + 1, enough);
    });
    return count;
  }
  parallel_blocks(x_->rows(), block, [&](Index first, Index last) {
    for (Index at = first; at < last; ++at) {
      Index& known = count[static_cast<std::size_t>(tree_->row_at(at))];
      tree_->within(tree_->x.row(at).data(), square, [&](Index) { return ++known < enough; });
    }
  });
  return count;
}

void NeighbourSearch::within(const Labels& rows, double square, const std::function<void(Index, Index)>& found) const {
  if (tree_ == nullptr) {
    by_tiles(*x_, rows, square, found);
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

Vector NeighbourSearch::kth_squares(Index k) const {
  Vector result(x_->rows());
  parallel_blocks(x_->rows(), tree_ ? block : 32, [&](Index first, Index last) {
    if (tree_) {
      std::vector<double> squares;
      std::vector<std::uint32_t> indices;
      for (Index at = first; at < last; ++at)
        result(tree_->row_at(at)) = tree_->kth_square(tree_->x.row(at).data(), k, squares, indices);
      return;
    }
    Matrix distance = squared_distances(x_->middleRows(first, last - first), *x_);
    for (Index i = first; i < last; ++i) {
      auto row = distance.row(i - first);
      std::nth_element(row.begin(), row.begin() + (k - 1), row.end());
      result(i) = row(k - 1);
    }
  });
  return result;
}

Vector NeighbourSearch::least_squares(const MatrixView& y) const {
  Vector result(y.rows());
  if (tree_ == nullptr) return distances_to_centroids(y, *x_).rowwise().minCoeff();
  std::vector<double> squares;
  std::vector<std::uint32_t> indices;
  for (Index n = 0; n < y.rows(); ++n) result(n) = tree_->kth_square(y.row(n).data(), 1, squares, indices);
  return result;
}

}  // namespace neon
