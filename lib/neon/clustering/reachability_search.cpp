#include <neon/clustering/distances.hpp>
#include <neon/clustering/finite.hpp>
#include <neon/clustering/reachability_search.hpp>
#include <neon/core/error.hpp>
#include <neon/core/frame.hpp>
#include <neon/core/parallel.hpp>

#include <algorithm>
#include <nanoflann.hpp>
#include <tuple>
#include <utility>

namespace neon {
namespace {

/// Rounding of the distances by which a search is led: a share of them.
constexpr double uncertain = 1e-9;

std::size_t at(Index i) { return static_cast<std::size_t>(i); }

/// A search finds nothing where no distance is a number.
void require_found(bool found) {
  require(found, "mutual reachability: a point should be finite, with squared distances in the range of doubles");
}

/// Some of the points, as nanoflann reads them.
struct PickedRows {
  const Matrix* points;
  Labels row;

  std::size_t kdtree_get_point_count() const { return row.size(); }
  double kdtree_get_pt(std::size_t place, std::size_t feature) const {
    return (*points)(row[place], static_cast<Index>(feature));
  }
  template <class Box>
  bool kdtree_get_bbox(Box&) const {
    return false;
  }
};

struct RowTree {
  using Search = nanoflann::KDTreeSingleIndexAdaptor<nanoflann::L2_Simple_Adaptor<double, PickedRows>, PickedRows, -1,
                                                     std::uint32_t>;
  PickedRows rows;
  Search search;

  RowTree(const Matrix& points, Labels row)
      : rows{&points, std::move(row)}, search(static_cast<int>(points.cols()), rows) {}
};

/// The member of least max(kappa_j^2, d_j) among those that are offered.
struct NearestMember {
  const Vector& core_square;
  double least = infinity, square = infinity;
  Index member = -1;

  void offer(Index j, double distance) {
    const double value = std::max(core_square(j), distance);
    if (std::tie(value, distance, j) >= std::tie(least, square, member) && member >= 0) return;
    std::tie(least, square, member) = std::tuple(value, distance, j);
  }
};

/// The same as nanoflann offers them: points farther than the least so far are not.
struct NearestInTree {
  using DistanceType = double;
  using IndexType = std::uint32_t;

  const Labels& row;
  NearestMember& nearest;

  double worstDist() const { return nearest.least * (1 + uncertain); }
  bool addPoint(double distance, std::uint32_t place) {
    nearest.offer(row[place], distance);
    return true;
  }
  bool full() const { return true; }
  std::size_t size() const { return 0; }
};

}  // namespace

struct ReachabilitySearch::Data {
  Matrix points;
  Labels cluster;
  Index clusters, min_samples;
  Vector core_square;
  std::unique_ptr<const RowTree> all;                 // null: many features
  std::vector<std::unique_ptr<const RowTree>> parts;  // of the clusters

  /// Core distances, and nearest members where those of the points are known.
  void search(const MatrixView& x, bool with_members, std::vector<Reach>& result) const {
    parallel_blocks(x.rows(), all ? 64 : 32, [&](Index first, Index last) {
      const Matrix distance = all ? Matrix() : squared_distances(x.middleRows(first, last - first), points);
      for (Index n = first; n < last; ++n) {
        const double* const to = all ? nullptr : distance.row(n - first).data();
        Reach& reach = result[at(n)];
        reach.neighbour = all ? neighbour_in_tree(x.row(n).data()) : neighbour_by(to);
        reach.core_square = square_to(x, n, reach.neighbour);
        if (!with_members) continue;
        for (const NearestMember& nearest : all ? members_in_trees(x.row(n).data()) : members_by(to))
          reach.member.push_back(nearest.member);
        reach.square.resize(clusters);
        for (Index k = 0; k < clusters; ++k) reach.square(k) = square_to(x, n, reach.member[at(k)]);
      }
    });
  }

 private:
  double square_to(const MatrixView& x, Index n, Index j) const {
    return squared_distance(x.row(n).data(), points.row(j).data(), x.cols());
  }
  Index neighbour_in_tree(const double* x) const {
    std::vector<std::uint32_t> place(at(min_samples));
    std::vector<double> square(place.size());
    nanoflann::KNNResultSet<double, std::uint32_t> found(place.size());
    found.init(place.data(), square.data());
    all->search.findNeighbors(found, x, {});
    require_found(found.full());
    return all->rows.row[place.back()];
  }
  /// @param distance [m]
  Index neighbour_by(const double* distance) const {
    std::vector<std::pair<double, Index>> order(at(points.rows()));
    for (Index j = 0; j < points.rows(); ++j) order[at(j)] = {distance[j], j};
    std::nth_element(order.begin(), order.begin() + (min_samples - 1), order.end());
    return order[at(min_samples - 1)].second;
  }
  std::vector<NearestMember> members_in_trees(const double* x) const {
    std::vector<NearestMember> nearest(at(clusters), {core_square});
    for (Index k = 0; k < clusters; ++k) {
      NearestInTree found{parts[at(k)]->rows.row, nearest[at(k)]};
      parts[at(k)]->search.findNeighbors(found, x, {});
      require_found(nearest[at(k)].member >= 0);
    }
    return nearest;
  }
  std::vector<NearestMember> members_by(const double* distance) const {
    std::vector<NearestMember> nearest(at(clusters), {core_square});
    for (Index j = 0; j < points.rows(); ++j)
      if (cluster[at(j)] >= 0) nearest[at(cluster[at(j)])].offer(j, distance[j]);
    return nearest;
  }
};

ReachabilitySearch::ReachabilitySearch(Matrix points, Labels cluster, Index clusters, Index min_samples) {
  const Index count = points.rows();
  require(points.cols() >= 1, "mutual reachability: 0 features should be at least 1");
  require(clusters >= 1, "mutual reachability: {} clusters should be at least 1", clusters);
  require(min_samples >= 1 && min_samples <= count,
          "mutual reachability: min_samples {} should be at least 1 and at most the {} points", min_samples, count);
  require(static_cast<Index>(cluster.size()) == count, "mutual reachability: {} clusters should be {}, one per point",
          cluster.size(), count);
  std::vector<Labels> rows(at(clusters));
  for (Index j = 0; j < count; ++j) {
    const Index k = cluster[at(j)];
    require(k >= -1 && k < clusters, "mutual reachability: cluster {} of point {} should be in [0, {}), or -1", k, j,
            clusters);
    if (k >= 0) rows[at(k)].push_back(j);
  }
  for (Index k = 0; k < clusters; ++k)
    require(!rows[at(k)].empty(), "mutual reachability: cluster {} has no points, should have at least 1", k);
  require_finite(points, "mutual reachability");
  frame_of(points);  // refuses distances that are out of range
  auto data = std::make_shared<Data>(
      Data{std::move(points), std::move(cluster), clusters, min_samples, Vector(count), nullptr, {}});
  if (data->points.cols() <= few_features) {
    Labels every(at(count));
    for (Index j = 0; j < count; ++j) every[at(j)] = j;
    data->all = std::make_unique<const RowTree>(data->points, std::move(every));
    for (Labels& own : rows) data->parts.push_back(std::make_unique<const RowTree>(data->points, std::move(own)));
  }
  std::vector<Reach> own(at(count));
  data->search(data->points, false, own);
  for (Index j = 0; j < count; ++j) data->core_square(j) = own[at(j)].core_square;
  data_ = std::move(data);
}

const Matrix& ReachabilitySearch::points() const {
  static const Matrix none;
  return data_ ? data_->points : none;
}

const Labels& ReachabilitySearch::cluster() const {
  static const Labels none;
  return data_ ? data_->cluster : none;
}

Index ReachabilitySearch::clusters() const { return data_ ? data_->clusters : 0; }

Index ReachabilitySearch::min_samples() const { return data_ ? data_->min_samples : 1; }

const Vector& ReachabilitySearch::core_square() const {
  static const Vector none;
  return data_ ? data_->core_square : none;
}

std::vector<Reach> ReachabilitySearch::reach(const MatrixView& x) const {
  require(x.cols() == points().cols(), "mutual reachability: {} features should be {}", x.cols(), points().cols());
  require(data_ != nullptr, "mutual reachability: there are no points");
  std::vector<Reach> result(at(x.rows()));
  data_->search(x, true, result);
  return result;
}

}  // namespace neon
