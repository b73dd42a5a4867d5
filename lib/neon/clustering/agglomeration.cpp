#include <neon/clustering/agglomerative.hpp>
#include <neon/clustering/different_points.hpp>
#include <neon/clustering/finite.hpp>
#include <neon/core/error.hpp>
#include <neon/core/frame.hpp>
#include <neon/core/parallel.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace neon {
namespace {

std::size_t at(Index i) { return static_cast<std::size_t>(i); }

bool squared(Linkage linkage) { return linkage != Linkage::average; }

/// The linkage of all pairs of clusters, each pair held once: distances where these are averaged, else their squares.
/// A merged cluster lives on under the larger number of its two parts.
class LinkageTable {
 public:
  LinkageTable(const MatrixView& x, Linkage linkage)
      : linkage_(linkage), size_(at(x.rows()), 1), pairs_(at(x.rows() * (x.rows() - 1) / 2)) {
    parallel_blocks(x.rows(), 16, [&](Index first, Index last) {
      for (Index i = first; i < last; ++i)
        for (Index j = 0; j < i; ++j) {
          const double square = (x.row(i) - x.row(j)).squaredNorm();
          of(i, j) = squared(linkage) ? square : std::sqrt(square);
        }
    });
  }

  bool alive(Index i) const { return size_[at(i)] > 0; }
  double& of(Index i, Index j) { return i < j ? of(j, i) : pairs_[at(i * (i - 1) / 2 + j)]; }

  /// The living cluster of smallest linkage to i; ties: `preferred`, then the first.
  Index nearest(Index i, Index preferred) {
    Index best = preferred;
    double least = preferred < 0 ? infinity : of(i, preferred);
    for (Index j = 0; j < static_cast<Index>(size_.size()); ++j)
      if (j != i && alive(j) && (best < 0 || of(i, j) < least)) {
        best = j;
        least = of(i, j);
      }
    return best;
  }

  void merge(Index one, Index other) {
    const Index from = std::min(one, other), into = std::max(one, other);
    const double between = of(from, into);
    for (Index k = 0; k < static_cast<Index>(size_.size()); ++k)
      if (k != from && k != into && alive(k)) of(into, k) = joined(from, into, k, between);
    size_[at(into)] += size_[at(from)];
    size_[at(from)] = 0;
  }

 private:
  double sized(Index i) const { return static_cast<double>(size_[at(i)]); }

  /// The linkage of k to two merged clusters, after Lance and Williams.
  double joined(Index from, Index into, Index k, double between) {
    const double first = of(from, k), second = of(into, k), a = sized(from), b = sized(into), c = sized(k);
    switch (linkage_) {
      case Linkage::single:
        return std::min(first, second);
      case Linkage::complete:
        return std::max(first, second);
      case Linkage::average:
      case Linkage::average_squared:
        return (a * first + b * second) / (a + b);
      case Linkage::ward:
        break;
    }
    return ((a + c) * first + (b + c) * second - c * between) / (a + b + c);
  }

  Linkage linkage_;
  std::vector<Index> size_;  // [n], 0: merged into another
  std::vector<double> pairs_;
};

struct Merge {
  Index from, into;  // a point of each part
  double height;
};

/// All n - 1 merges, by height. Chains of nearest neighbours end in pairs that are each other's nearest; these linkages
/// never undo such a pair by merging others first.
std::vector<Merge> all_merges(const MatrixView& x, const AgglomerativeOptions& options) {
  LinkageTable table(x, options.linkage);
  std::vector<Merge> merges;
  Labels chain;
  for (Index first = 0; static_cast<Index>(merges.size()) + 1 < x.rows();) {
    while (!table.alive(first)) ++first;
    if (chain.empty()) chain.push_back(first);
    const Index last = chain.back(), before = chain.size() > 1 ? chain[chain.size() - 2] : -1;
    const Index next = table.nearest(last, before);
    if (next != before) {
      chain.push_back(next);
      continue;
    }
    merges.push_back({last, before, table.of(last, before)});
    table.merge(last, before);
    chain.resize(chain.size() - 2);
    if (options.progress) options.progress(static_cast<Index>(merges.size()), x.rows() - 1);
  }
  std::stable_sort(merges.begin(), merges.end(), [](const Merge& a, const Merge& b) { return a.height < b.height; });
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
  require(n <= options.most_points,
          "fit_agglomerative: {} points need {:.1f} GB for their distances, should be at most {} points: take a sample",
          n, 4e-9 * static_cast<double>(n) * static_cast<double>(n), options.most_points);
  require_finite(x, "fit_agglomerative");
  require_different(clusters, different_points(x, clusters), "fit_agglomerative");

  // Dividing by a power of two keeps all digits, and with them the pairs that tie.
  const double unit = frame_of(x).unit;
  const std::vector<Merge> merges = all_merges(x / unit, options);
  AgglomerativeFit fit{{}, joined(n, merges, n - clusters), Vector(n - 1)};
  for (Index m = 0; m < n - 1; ++m) {
    const double height = merges[at(m)].height;
    fit.heights[m] = unit * (squared(options.linkage) ? std::sqrt(height) : height);
  }
  fit.model = make_agglomerative(x, fit.labels, options.linkage);
  return fit;
}

}  // namespace neon
