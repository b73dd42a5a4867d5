#include <neon/clustering/different_points.hpp>
#include <neon/clustering/leave_one_out.hpp>
#include <neon/core/error.hpp>
#include <neon/core/parallel.hpp>

#include <algorithm>
#include <cmath>

namespace neon {
namespace {

constexpr std::string_view where = "leave_one_out_kernel_kmeans";

/// Where every point is, and the sums that follow from it.
template <class Scalar>
class Clustering {
 public:
  Clustering(const PairMatrix<Scalar>& kernel, const Labels& cluster, Index clusters)
      : kernel_(kernel), cluster_(cluster), members_(static_cast<std::size_t>(clusters)) {
    for (const Index k : cluster) ++members_[static_cast<std::size_t>(k)];
    sum_anew();
  }

  void sum_anew() {
    to_others_ = Matrix::Zero(clusters(), kernel_.rows());
    parallel_blocks(kernel_.rows(), block, [&](Index first, Index last) {
      for (Index j = 0; j < kernel_.rows(); ++j) add(j, (*this)[j], 1, first, last);
    });
    sum_within();
  }

  /// The cluster whose leave-one-out centroid is nearest to point l.
  Index nearest(Index l) const {
    const Index own = (*this)[l];
    if (members_[at(own)] == 1) return own;
    Index best = own;
    double most = similarity(l, own);
    for (Index k = 0; k < clusters(); ++k) {
      const double here = k == own ? most : similarity(l, k);
      if (here > most) most = here, best = k;
    }
    return best;
  }

  /// Cosine between point l and the normalised centroid of cluster k, left without l.
  double similarity(Index l, Index k) const {
    const double others = to_others_(k, l);
    if (k != (*this)[l]) return others / std::sqrt(within_(k));
    return members_[at(k)] == 1 ? 0 : others / std::sqrt(within_(k) - 2 * others - 1);
  }

  void move(Index l, Index to) {
    const Index from = (*this)[l];
    within_(from) -= 2 * to_others_(from, l) + 1;
    within_(to) += 2 * to_others_(to, l) + 1;
    add(l, from, -1, 0, kernel_.rows());
    add(l, to, 1, 0, kernel_.rows());
    relabel(l, to);
  }

  /// @return how many points moved
  Index move_all(const Labels& to) {
    Labels movers;
    for (Index l = 0; l < kernel_.rows(); ++l)
      if (to[at(l)] != (*this)[l]) movers.push_back(l);
    parallel_blocks(kernel_.rows(), block, [&](Index first, Index last) {
      for (const Index l : movers) {
        add(l, (*this)[l], -1, first, last);
        add(l, to[at(l)], 1, first, last);
      }
    });
    for (const Index l : movers) relabel(l, to[at(l)]);
    sum_within();
    return static_cast<Index>(movers.size());
  }

  Index operator[](Index l) const { return cluster_[at(l)]; }
  const Labels& labels() const { return cluster_; }
  Index clusters() const { return static_cast<Index>(members_.size()); }
  Index size() const { return kernel_.rows(); }

 private:
  static constexpr Index block = 512;
  static std::size_t at(Index i) { return static_cast<std::size_t>(i); }

  /// Point j joins (sign 1) or leaves (-1) cluster k, as the points [first, last) see it. A point never sees itself:
  /// its own 1 would swallow the digits of small similarities.
  void add(Index j, Index k, double sign, Index first, Index last) {
    double* const sum = to_others_.row(k).data();
    const Scalar* const row = kernel_.row(j).data();
    const bool inside = first <= j && j < last;
    const double kept = inside ? sum[j] : 0;
#pragma omp simd
    for (Index l = first; l < last; ++l) sum[l] += sign * static_cast<double>(row[l]);
    if (inside) sum[j] = kept;
  }

  void sum_within() {
    within_ = Vector::Zero(clusters());
    for (Index l = 0; l < size(); ++l) within_((*this)[l]) += to_others_((*this)[l], l) + 1;
  }

  void relabel(Index l, Index to) {
    --members_[at(cluster_[at(l)])];
    ++members_[at(to)];
    cluster_[at(l)] = to;
  }

  const PairMatrix<Scalar>& kernel_;
  Labels cluster_;
  std::vector<Index> members_;
  Matrix to_others_;  ///< [K, n] sum_{j in C_k, j != l} K_lj
  Vector within_;     ///< [K] sum_{i,j in C_k} K_ij
};

template <class Scalar>
Index sweep_point_by_point(Clustering<Scalar>& clustering) {
  Index moves = 0;
  for (Index l = 0; l < clustering.size(); ++l) {
    const Index to = clustering.nearest(l);
    if (to == clustering[l]) continue;
    clustering.move(l, to);
    ++moves;
  }
  return moves;
}

/// A cluster that everybody would leave keeps the point most similar to what it leaves.
template <class Scalar>
void keep_last_members(const Clustering<Scalar>& clustering, Labels& to) {
  for (bool changed = true; changed;) {
    changed = false;
    std::vector<Index> members(static_cast<std::size_t>(clustering.clusters()));
    for (const Index k : to) ++members[static_cast<std::size_t>(k)];
    for (Index k = 0; k < clustering.clusters(); ++k) {
      if (members[static_cast<std::size_t>(k)] > 0) continue;
      Index last = -1;
      for (Index l = 0; l < clustering.size(); ++l)
        if (clustering[l] == k && (last < 0 || clustering.similarity(l, k) > clustering.similarity(last, k))) last = l;
      --members[static_cast<std::size_t>(to[static_cast<std::size_t>(last)])];
      ++members[static_cast<std::size_t>(k)];
      to[static_cast<std::size_t>(last)] = k;
      changed = true;
    }
  }
}

template <class Scalar>
Index sweep_at_once(Clustering<Scalar>& clustering) {
  Labels to(static_cast<std::size_t>(clustering.size()));
  parallel_blocks(clustering.size(), 512, [&](Index first, Index last) {
    for (Index l = first; l < last; ++l) to[static_cast<std::size_t>(l)] = clustering.nearest(l);
  });
  keep_last_members(clustering, to);
  return clustering.move_all(to);
}

/// The clusterings seen so far.
class History {
 public:
  explicit History(const Labels& start) { seen_.emplace_back(start.begin(), start.end()); }

  /// How many sweeps ago this clustering was seen before; 0: never.
  Index period(const Labels& labels) {
    const std::vector<std::int32_t> now(labels.begin(), labels.end());
    const auto found = std::find(seen_.rbegin(), seen_.rend(), now);
    const Index ago = found == seen_.rend() ? 0 : found - seen_.rbegin() + 1;
    seen_.push_back(now);
    return ago;
  }

 private:
  std::vector<std::vector<std::int32_t>> seen_;
};

/// The points that the kernel tells apart: K_ij = 1 means that i and j are equal to it.
template <class Scalar>
Index different_in(const PairMatrix<Scalar>& kernel, Index most) {
  std::vector<Index> found;
  for (Index l = 0; l < kernel.rows() && static_cast<Index>(found.size()) < most; ++l)
    if (std::none_of(found.begin(), found.end(), [&](Index before) { return kernel(l, before) == 1; }))
      found.push_back(l);
  return static_cast<Index>(found.size());
}

void check(Index rows, Index cols, const Labels& start, Index clusters) {
  require(rows == cols, "{}: kernel of shape [{}, {}] should be square", where, rows, cols);
  require(clusters >= 2 && clusters <= rows, "{}: {} clusters should be in [2, {}], the number of points", where,
          clusters, rows);
  require(static_cast<Index>(start.size()) == rows, "{}: {} labels should be {}, one per point", where, start.size(),
          rows);
  std::vector<Index> members(static_cast<std::size_t>(clusters));
  for (std::size_t l = 0; l < start.size(); ++l) {
    require(start[l] >= 0 && start[l] < clusters, "{}: label {} of point {} should be in [0, {})", where, start[l], l,
            clusters);
    ++members[static_cast<std::size_t>(start[l])];
  }
  for (std::size_t k = 0; k < members.size(); ++k)
    require(members[k] > 0, "{}: cluster {} starts without points, should have at least 1", where, k);
}

}  // namespace

std::string_view text(Ending ending) {
  switch (ending) {
    case Ending::fixed_point:
      return "fixed point";
    case Ending::cycle:
      return "cycle";
    case Ending::stopped:
      break;
  }
  return "stopped";
}

template <class Scalar>
LeaveOneOutFit leave_one_out_kernel_kmeans(const PairMatrix<Scalar>& kernel, const Labels& start, Index clusters,
                                           const LeaveOneOutOptions& options) {
  check(kernel.rows(), kernel.cols(), start, clusters);
  require_different(clusters, different_in(kernel, clusters), where);
  Clustering<Scalar> clustering(kernel, start, clusters);
  History history(start);
  LeaveOneOutFit fit;
  bool exact = true;  // no point has moved since the sums were computed
  while (fit.sweeps() < options.max_sweeps) {
    const Index moves = options.batch ? sweep_at_once(clustering) : sweep_point_by_point(clustering);
    fit.moves.push_back(moves);
    if (options.progress) options.progress(fit.sweeps(), options.max_sweeps);
    if (moves == 0 && exact) {
      fit.ending = Ending::fixed_point;
      break;
    }
    exact = moves == 0;
    if (exact)
      clustering.sum_anew();
    else if (fit.period = history.period(clustering.labels()); fit.period > 0) {
      fit.ending = Ending::cycle;
      break;
    }
  }
  fit.cluster = clustering.labels();
  return fit;
}

template LeaveOneOutFit leave_one_out_kernel_kmeans<float>(const PairMatrix<float>&, const Labels&, Index,
                                                           const LeaveOneOutOptions&);
template LeaveOneOutFit leave_one_out_kernel_kmeans<double>(const PairMatrix<double>&, const Labels&, Index,
                                                            const LeaveOneOutOptions&);

}  // namespace neon
