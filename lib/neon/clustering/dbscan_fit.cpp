#include <neon/clustering/assignment.hpp>
#include <neon/clustering/dbscan.hpp>
#include <neon/clustering/distances.hpp>
#include <neon/clustering/finite.hpp>
#include <neon/clustering/model.hpp>
#include <neon/core/error.hpp>
#include <neon/core/frame.hpp>

#include <algorithm>
#include <atomic>
#include <cmath>

namespace neon {
namespace {

std::size_t at(Index i) { return static_cast<std::size_t>(i); }

/// Disjoint sets that threads join concurrently; the root of a set is its first point, whatever the order.
class ConcurrentSets {
 public:
  explicit ConcurrentSets(Index count) : parent_(at(count)) {
    for (Index i = 0; i < count; ++i) parent_[at(i)].store(i, std::memory_order_relaxed);
  }
  Index root(Index i) {
    for (;;) {
      Index up = parent_[at(i)].load(std::memory_order_relaxed);
      if (up == i) return i;
      const Index above = parent_[at(up)].load(std::memory_order_relaxed);
      if (above != up) parent_[at(i)].compare_exchange_weak(up, above, std::memory_order_relaxed);
      i = above;
    }
  }
  void join(Index i, Index j) {
    for (;;) {
      i = root(i);
      j = root(j);
      if (i == j) return;
      if (i < j) std::swap(i, j);
      if (Index expected = i; parent_[at(i)].compare_exchange_strong(expected, j, std::memory_order_relaxed)) return;
    }
  }

 private:
  std::vector<std::atomic<Index>> parent_;
};

void check(const MatrixView& x, Index min_samples, std::string_view where) {
  require(min_samples >= 1 && min_samples <= x.rows(),
          "{}: min_samples {} should be at least 1 and at most the {} points", where, min_samples, x.rows());
  require(x.cols() > 0, "{}: 0 features should be at least 1", where);
  require_finite(x, where);
  frame_of(x);  // refuses distances that are out of range
}

void check_radius(double eps, std::string_view where) {
  require(eps > 0 && std::isfinite(eps) && eps * eps > 0, "{}: eps {} should be positive and finite", where, eps);
}

/// What `tenths` tenths of the values do not exceed.
double quantile(Vector values, Index tenths) {
  const Index rank = (tenths * values.size() - 1) / 10;
  std::nth_element(values.begin(), values.begin() + rank, values.end());
  return values(rank);
}

/// Points with enough others within the radius.
Labels core_points(const NeighbourSearch& search, double square, Index min_samples) {
  const Labels count = search.counts(square, min_samples);
  Labels core;
  for (Index i = 0; i < static_cast<Index>(count.size()); ++i)
    if (count[at(i)] >= min_samples) core.push_back(i);
  return core;
}

/// Clusters of the core points, numbered by their first; -1 elsewhere.
Labels joined(const NeighbourSearch& search, const Labels& core, double square) {
  const Index n = search.points().rows();
  std::vector<bool> is_core(at(n), false);
  for (const Index i : core) is_core[at(i)] = true;
  ConcurrentSets sets(n);
  search.within(core, square, [&](Index i, Index j) {
    if (j < i && is_core[at(j)]) sets.join(i, j);
  });
  Labels label(at(n), -1);
  Index found = 0;
  for (const Index i : core) {
    const Index root = sets.root(i);  // comes first
    label[at(i)] = root == i ? found++ : label[at(root)];
  }
  return label;
}

struct Border {
  Labels points;    ///< points in clusters that are no core points
  Labels doubtful;  ///< those that a rule by distances may see elsewhere
};

/// Gives every other point to the first cluster that has a core point within the radius.
Border reach_border(const NeighbourSearch& search, double square, Labels& label) {
  constexpr double clearly = 1 - 1e-9;  // inside the radius, whatever the rounding
  const Labels core_label = label;
  const MatrixView x = search.points();
  Border border;
  Labels others;
  for (Index i = 0; i < x.rows(); ++i)
    if (label[at(i)] < 0) others.push_back(i);
  std::vector<double> least(label.size(), infinity);
  std::vector<char> several(label.size(), 0);
  search.within(others, square, [&](Index i, Index j) {
    const Index cluster = core_label[at(j)];
    if (cluster < 0) return;
    Index& own = label[at(i)];
    several[at(i)] = several[at(i)] != 0 || (own >= 0 && own != cluster);
    own = own < 0 ? cluster : std::min(own, cluster);
    least[at(i)] = std::min(least[at(i)], squared_distance(x.row(i).data(), x.row(j).data(), x.cols()));
  });
  for (const Index i : others) {
    if (label[at(i)] < 0) continue;
    border.points.push_back(i);
    if (several[at(i)] != 0 || least[at(i)] > clearly * square) border.doubtful.push_back(i);
  }
  return border;
}

/// Keeps the border points that the rule for new points puts elsewhere.
void keep_contested(const MatrixView& x, const Labels& doubtful, const Labels& label, Dbscan& model) {
  if (doubtful.empty()) return;
  const Labels ruled = assign(outlier_scores(ClusterModel(model), x(doubtful, Eigen::all)));
  Labels rows;
  for (std::size_t b = 0; b < doubtful.size(); ++b) {
    if (ruled[b] == label[at(doubtful[b])]) continue;
    rows.push_back(doubtful[b]);
    model.contested_in.push_back(label[at(doubtful[b])]);
  }
  model.contested = x(rows, Eigen::all);
}

}  // namespace

DbscanFit fit_dbscan(const MatrixView& x, const DbscanOptions& options) {
  check(x, options.min_samples, "fit_dbscan");
  check_radius(options.eps, "fit_dbscan");
  const double square = options.eps * options.eps;
  const NeighbourSearch search(x);
  const Labels core = core_points(search, square, options.min_samples);
  if (core.empty())
    throw Error(fmt::format(
        "fit_dbscan: no point has {} points within eps {}, all are noise: eps should be larger, {:.6g} for one in ten",
        options.min_samples, options.eps, std::sqrt(quantile(search.kth_squares(options.min_samples), 1))));
  DbscanFit fit;
  fit.labels = joined(search, core, square);
  fit.core = static_cast<Index>(core.size());
  Labels cluster;
  for (const Index i : core) cluster.push_back(fit.labels[at(i)]);
  fit.model = make_dbscan(x(core, Eigen::all), cluster, square, options.gamma);
  const Border border = reach_border(search, square, fit.labels);
  fit.border = static_cast<Index>(border.points.size());
  fit.noise = x.rows() - fit.core - fit.border;
  keep_contested(x, border.doubtful, fit.labels, fit.model);
  return fit;
}

double dbscan_radius(const MatrixView& x, Index min_samples) {
  check(x, min_samples, "dbscan_radius");
  const double square = quantile(NeighbourSearch(x).kth_squares(min_samples), 9);
  require(square > 0,
          "dbscan_radius: nine of ten points have {} copies, eps would be 0: give it, or a larger min_samples",
          min_samples);
  return std::sqrt(square) * (1 + 1e-9);  // a little more, so that no rounding decides who is within it
}

}  // namespace neon
