#include <neon/clustering/agglomerative.hpp>
#include <neon/clustering/different_points.hpp>
#include <neon/clustering/finite.hpp>
#include <neon/clustering/spanning_tree.hpp>
#include <neon/core/detail/large_array.hpp>
#include <neon/core/error.hpp>
#include <neon/core/frame.hpp>
#include <neon/core/parallel.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

namespace neon {
namespace {

std::size_t at(Index i) { return static_cast<std::size_t>(i); }

bool squared(Linkage linkage) { return linkage != Linkage::average; }

/// The linkage of all pairs of clusters, each pair held once: distances where these are averaged, else their squares.
/// A merged cluster lives on under the larger number of its two parts. Numbers count clusters, dead ones among them
/// until `compact` leaves these out.
class LinkageTable {
 public:
  LinkageTable(const MatrixView& x, Linkage linkage)
      : linkage_(linkage),
        size_(Vector::Ones(x.rows())),
        dead_(Vector::Zero(x.rows())),
        point_(at(x.rows())),
        living_(at(x.rows())),
        pairs_(large_array<double>(at(x.rows() * (x.rows() - 1) / 2))) {
    std::iota(living_.begin(), living_.end(), 0);
    point_ = living_;
    parallel_blocks(x.rows(), 16, [&](Index first, Index last) {
      for (Index i = first; i < last; ++i)
        for (Index j = 0; j < i; ++j) {
          const double square = (x.row(i) - x.row(j)).squaredNorm();
          row(i)[j] = squared(linkage) ? square : std::sqrt(square);
        }
    });
  }

  Index clusters() const { return static_cast<Index>(living_.size()); }
  /// The first of the living clusters.
  Index first() const { return living_.front(); }
  /// A point of the cluster.
  Index point(Index i) const { return point_[at(i)]; }

  /// The linkage of i to all clusters, infinite for itself and those merged into others.
  void gather(Index i, Vector& to) const {
    to.setConstant(size_.size(), infinity);
    to.head(i) = Eigen::Map<const Vector>(row(i), i) + dead_.head(i);
    for (auto j = std::upper_bound(living_.begin(), living_.end(), i); j != living_.end(); ++j) to[*j] = row(*j)[i];
  }

  /// Merges two clusters.  @param from, into their numbers, the smaller first  @param first, second gathered of them
  /// @return what `gather` has of the result
  Vector merge(Index from, Index into, const Vector& first, const Vector& second) {
    Vector merged = joined(from, into, first, second);
    size_[into] += size_[from];
    size_[from] = 0;
    dead_[from] = infinity;
    living_.erase(std::lower_bound(living_.begin(), living_.end(), from));
    Eigen::Map<Vector>(row(into), into) = merged.head(into);
    for (auto j = std::upper_bound(living_.begin(), living_.end(), into); j != living_.end(); ++j)
      row(*j)[into] = merged[*j];
    return merged;
  }

  /// Whether enough clusters are dead that moving the others together pays: a table of fewer rows is walked faster.
  bool loose() const { return 8 * clusters() <= 7 * size_.size(); }

  /// Numbers the living clusters anew, in their order.  @return the numbers that they had
  Labels compact() {
    const Index count = clusters();
    for (Index i = 0; i < count; ++i) {
      // Every pair moves down, to where none is still to be read.
      const double* const from = row(living_[at(i)]);
      double* const to = row(i);
      for (Index j = 0; j < i; ++j) to[j] = from[living_[at(j)]];
    }
    size_ = Vector(size_(living_));
    dead_ = Vector::Zero(count);
    for (Index i = 0; i < count; ++i) point_[at(i)] = point_[at(living_[at(i)])];
    point_.resize(at(count));
    Labels before(at(count));
    std::iota(before.begin(), before.end(), 0);
    before.swap(living_);
    return before;
  }

 private:
  double* row(Index i) const { return pairs_.get() + i * (i - 1) / 2; }

  /// The linkage of two merged clusters to all, after Lance and Williams.
  Vector joined(Index from, Index into, const Vector& first, const Vector& second) const {
    const double a = size_[from], b = size_[into], between = first[into];
    Vector result(size_.size());
    const auto each = [&](const auto& linkage) {
      for (Index k = 0; k < result.size(); ++k) result[k] = linkage(first[k], second[k], size_[k]);
    };
    if (linkage_ == Linkage::complete)
      each([](double to_first, double to_second, double) { return std::max(to_first, to_second); });
    else if (linkage_ == Linkage::ward)
      each([=](double to_first, double to_second, double c) {
        return ((a + c) * to_first + (b + c) * to_second - c * between) / (a + b + c);
      });
    else
      each([=](double to_first, double to_second, double) { return (a * to_first + b * to_second) / (a + b); });
    return result;
  }

  Linkage linkage_;
  Vector size_, dead_;        // [n] 0 where merged into another; infinite there, else 0
  Labels point_;              // [n]
  Labels living_;             // ascending
  LargeArray<double> pairs_;  // row by row, of each cluster those to the clusters before it
};

struct Merge {
  Index from, into;  // a point of each part
  double height;
};

/// A chain of clusters, each the nearest of the one before, with their rows of the table for as many of the last as are
/// looked at again and again.
class Chain {
 public:
  explicit Chain(LinkageTable& table) : table_(table) {}

  Index length() const { return static_cast<Index>(links_.size()); }

  /// Adds a cluster, or says that the last two are each other's nearest: they merge.
  std::optional<Merge> step() {
    if (links_.empty()) push(table_.first());
    Link& last = links_.back();
    const Index before = length() > 1 ? links_[links_.size() - 2].cluster : -1, next = nearest(last, before);
    if (next != before) {
      push(next);
      return {};
    }
    return merge_last();
  }

 private:
  static constexpr std::size_t most_rows = 16;
  struct Link {
    Index cluster;
    Vector row;  ///< empty: to be gathered
  };

  const Vector& row_of(Link& link) {
    if (link.row.size() == 0) table_.gather(link.cluster, link.row);
    return link.row;
  }

  /// The cluster of smallest linkage; ties: the one before in the chain, then the first.
  Index nearest(Link& link, Index before) {
    const Vector& row = row_of(link);
    const double least = row.minCoeff();
    if (before >= 0 && row[before] <= least) return before;
    return std::find(row.begin(), row.end(), least) - row.begin();
  }

  void push(Index cluster) {
    Link link{cluster, {}};
    if (links_.size() >= most_rows) link.row.swap(links_[links_.size() - most_rows].row);
    links_.push_back(std::move(link));
    if (links_.back().row.size() > 0) table_.gather(cluster, links_.back().row);
  }

  Merge merge_last() {
    Link last = std::move(links_.back()), before = std::move(links_[links_.size() - 2]);
    links_.resize(links_.size() - 2);
    const Merge merge{table_.point(last.cluster), table_.point(before.cluster), row_of(last)[before.cluster]};
    Link &from = last.cluster < before.cluster ? last : before, &into = &from == &last ? before : last;
    const Vector merged = table_.merge(from.cluster, into.cluster, row_of(from), row_of(into));
    for (Link& link : links_) {
      if (link.row.size() == 0) continue;
      link.row[from.cluster] = infinity;
      link.row[into.cluster] = merged[link.cluster];
    }
    if (table_.loose()) renumber(table_.compact());
    return merge;
  }

  /// @param before the numbers that the table's clusters had, ascending
  void renumber(const Labels& before) {
    for (Link& link : links_) {
      link.cluster = std::lower_bound(before.begin(), before.end(), link.cluster) - before.begin();
      if (link.row.size() > 0) link.row = Vector(link.row(before));
    }
  }

  LinkageTable& table_;
  std::vector<Link> links_;
};

/// All n - 1 merges, by height. Chains of nearest neighbours end in pairs that are each other's nearest; these linkages
/// never undo such a pair by merging others first.
std::vector<Merge> merges_of_chains(const MatrixView& x, const AgglomerativeOptions& options) {
  LinkageTable table(x, options.linkage);
  Chain chain(table);
  std::vector<Merge> merges;
  while (table.clusters() > 1) {
    const std::optional<Merge> merge = chain.step();
    if (!merge) continue;
    merges.push_back(*merge);
    if (options.progress) options.progress(static_cast<Index>(merges.size()), x.rows() - 1);
  }
  std::stable_sort(merges.begin(), merges.end(), [](const Merge& a, const Merge& b) { return a.height < b.height; });
  return merges;
}

/// The same of single linkage: the edges of the minimum spanning tree, by length.
std::vector<Merge> merges_of_tree(const MatrixView& x, const AgglomerativeOptions& options) {
  std::vector<Merge> merges;
  for (const TreeEdge& edge : reachability_tree(x, Vector::Zero(x.rows())))
    merges.push_back({edge.from, edge.to, edge.square});
  if (options.progress) options.progress(x.rows() - 1, x.rows() - 1);
  return merges;
}

/// The clusters that the first merges leave, numbered by their first points.
Labels joined(Index points, const std::vector<Merge>& merges, Index count) {
  Labels parent(at(points));
  std::iota(parent.begin(), parent.end(), 0);
  const auto root = [&](Index i) {
    while (parent[at(i)] != i) i = parent[at(i)] = parent[at(parent[at(i)])];
    return i;
  };
  for (Index m = 0; m < count; ++m) parent[at(root(merges[at(m)].from))] = root(merges[at(m)].into);

  Labels number(at(points), -1), labels;
  Index found = 0;
  for (Index n = 0; n < points; ++n) {
    Index& label = number[at(root(n))];
    if (label < 0) label = found++;
    labels.push_back(label);
  }
  return labels;
}

}  // namespace

AgglomerativeFit fit_agglomerative(const MatrixView& x, Index clusters, const AgglomerativeOptions& options) {
  const Index n = x.rows();
  require(clusters >= 2 && clusters <= n,
          "fit_agglomerative: {} clusters should be at least 2 and at most the {} points", clusters, n);
  require(x.cols() > 0, "fit_agglomerative: 0 features should be at least 1");
  const bool tree = options.linkage == Linkage::single;
  require(tree || n <= options.most_points,
          "fit_agglomerative: {} points need {:.1f} GB for their distances, should be at most {} points: take a sample",
          n, 4e-9 * static_cast<double>(n) * static_cast<double>(n), options.most_points);
  require_finite(x, "fit_agglomerative");
  require_different(clusters, different_points(x, clusters), "fit_agglomerative");

  // Dividing by a power of two keeps all digits, and with them the pairs that tie.
  const double unit = frame_of(x).unit;
  const std::vector<Merge> merges = (tree ? merges_of_tree : merges_of_chains)(x / unit, options);
  AgglomerativeFit fit{{}, joined(n, merges, n - clusters), Vector(n - 1)};
  for (Index m = 0; m < n - 1; ++m) {
    const double height = merges[at(m)].height;
    fit.heights[m] = unit * (squared(options.linkage) ? std::sqrt(height) : height);
  }
  fit.model = make_agglomerative(x, fit.labels, options.linkage);
  return fit;
}

}  // namespace neon
