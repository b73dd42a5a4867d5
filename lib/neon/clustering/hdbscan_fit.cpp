#include <neon/clustering/finite.hpp>
#include <neon/clustering/hdbscan.hpp>
#include <neon/clustering/neighbour_search.hpp>
#include <neon/core/error.hpp>
#include <neon/core/frame.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace neon {
namespace {

std::size_t at(Index i) { return static_cast<std::size_t>(i); }

/// A merge of single linkage: node n + m joins two nodes, of which the first n are the points.
struct Merge {
  Index left, right, size;
  double square;
};

std::vector<Merge> merges_of(Index points, const std::vector<TreeEdge>& tree) {
  Labels parent(at(points)), node(at(points)), size(at(points), 1);
  std::iota(parent.begin(), parent.end(), 0);
  std::iota(node.begin(), node.end(), 0);
  const auto root = [&](Index i) {
    while (parent[at(i)] != i) i = parent[at(i)] = parent[at(parent[at(i)])];
    return i;
  };
  std::vector<Merge> merges;
  for (const TreeEdge& edge : tree) {
    Index a = root(edge.from), b = root(edge.to);
    if (size[at(a)] < size[at(b)]) std::swap(a, b);
    merges.push_back({node[at(a)], node[at(b)], size[at(a)] + size[at(b)], edge.square});
    parent[at(b)] = a;
    size[at(a)] += size[at(b)];
    node[at(a)] = points + static_cast<Index>(merges.size()) - 1;
  }
  return merges;
}

/// Clusters of the condensed tree, parents before their parts; the first is the whole.
struct Condensed {
  struct Cluster {
    Index parent;
    double birth_square;  ///< infinity: the whole
    Index size = 0;
    double stability = 0;
    double last_square = infinity;  ///< the shortest edge that takes points or parts from it
    std::vector<Index> parts = {};

    double birth() const { return 1 / std::sqrt(birth_square); }
    /// `count` points leave, or go on in parts, where lambda = 1 / length.
    void lose(Index count, double square) {
      last_square = std::min(last_square, square);
      const double lambda = 1 / std::sqrt(square);
      if (lambda > birth()) stability += static_cast<double>(count) * (lambda - birth());
    }
  };
  std::vector<Cluster> clusters;
  Labels last;         ///< [n] the last cluster that each point was in
  Vector left_square;  ///< [n] the edge at which it left that
};

Condensed condense(Index points, const std::vector<Merge>& merges, Index min_size) {
  Condensed result{{{-1, infinity, points}}, Labels(at(points)), Vector(points)};
  Vector left = Vector::Constant(points + static_cast<Index>(merges.size()), infinity);
  const auto nodes = points + static_cast<Index>(merges.size());
  Labels cluster(at(nodes), 0);
  std::vector<bool> fallen(at(nodes), false);  // out of its cluster, as a part that is too small
  const auto size = [&](Index node) { return node < points ? 1 : merges[at(node - points)].size; };
  for (Index node = nodes - 1; node >= points; --node) {
    const Merge& merge = merges[at(node - points)];
    const Index own = cluster[at(node)];
    const bool splits = !fallen[at(node)] && size(merge.left) >= min_size && size(merge.right) >= min_size;
    for (const Index part : {merge.left, merge.right}) {
      cluster[at(part)] = own;
      fallen[at(part)] = fallen[at(node)] || size(part) < min_size;
      left(part) = fallen[at(node)] ? left(node) : merge.square;
      if (fallen[at(node)]) continue;
      if (splits || fallen[at(part)]) result.clusters[at(own)].lose(size(part), merge.square);
      if (!splits) continue;
      cluster[at(part)] = static_cast<Index>(result.clusters.size());
      result.clusters[at(own)].parts.push_back(cluster[at(part)]);
      result.clusters.push_back({own, merge.square, size(part)});
    }
  }
  std::copy_n(cluster.begin(), points, result.last.begin());
  result.left_square = left.head(points);
  return result;
}

/// What is told hides what is inside.
void hide_inner(const Condensed& tree, std::vector<bool>& told) {
  std::vector<bool> inside(told.size(), false);
  for (std::size_t c = 1; c < told.size(); ++c) {
    const auto parent = at(tree.clusters[c].parent);
    inside[c] = inside[parent] || told[parent];
    if (inside[c]) told[c] = false;
  }
}

/// Clusters born at an edge shorter than epsilon give way to the lowest one above that was not, if it is not the whole;
/// else, where the whole may be one, to that, or to the one below it.
void join_below(const Condensed& tree, const HdbscanOptions& options, std::vector<bool>& told) {
  const double square = options.epsilon * options.epsilon;
  std::vector<bool> joined(told.size(), false);
  for (std::size_t c = 1; c < told.size(); ++c) {
    if (!told[c]) continue;
    std::size_t up = c;
    bool goes_on = tree.clusters[c].birth_square < square;
    while (goes_on && (tree.clusters[up].parent != 0 || options.single_cluster)) {
      up = at(tree.clusters[up].parent);
      goes_on = tree.clusters[up].birth_square <= square;
    }
    joined[up] = true;
  }
  if (told[0]) joined[0] = true;
  told = std::move(joined);
  hide_inner(tree, told);
}

/// Whether each cluster is told.
std::vector<bool> selected(Condensed& tree, const HdbscanOptions& options) {
  const auto count = static_cast<Index>(tree.clusters.size());
  const bool leaves = options.selection == HdbscanSelection::leaf;
  // Of the whole, scikit-learn counts the points in its parts.
  Index in_parts = 0;
  for (const Index part : tree.clusters.front().parts) in_parts += tree.clusters[at(part)].size;
  std::vector<bool> told(at(count), false);
  for (Index c = count - 1; c >= (options.single_cluster && !leaves ? 0 : 1); --c) {
    Condensed::Cluster& own = tree.clusters[at(c)];
    double parts = 0;
    for (const Index part : own.parts) parts += tree.clusters[at(part)].stability;
    const bool too_large = options.max_cluster_size > 0 && (c == 0 ? in_parts : own.size) > options.max_cluster_size;
    told[at(c)] = leaves ? own.parts.empty() : !(parts > own.stability || too_large);
    if (!told[at(c)]) own.stability = parts;
  }
  hide_inner(tree, told);
  if (options.epsilon > 0) join_below(tree, options, told);
  return told;
}

/// Labels by the clusters told, numbered by first point.
void label_points(const Condensed& tree, const std::vector<bool>& told, double epsilon, HdbscanFit& fit) {
  Labels of(tree.clusters.size(), -1), number(tree.clusters.size(), -1);  // the cluster told that holds each; its label
  of[0] = told[0] ? 0 : -1;
  for (Index c = 1; c < static_cast<Index>(of.size()); ++c)
    of[at(c)] = told[at(c)] ? c : of[at(tree.clusters[at(c)].parent)];
  const double whole_square = epsilon > 0 ? epsilon * epsilon : tree.clusters.front().last_square;
  std::vector<double> births;
  for (std::size_t n = 0; n < tree.last.size(); ++n) {
    Index c = of[at(tree.last[n])];
    if (c == 0 && tree.left_square(static_cast<Index>(n)) > whole_square) c = -1;
    fit.noise += c < 0 ? 1 : 0;
    if (c >= 0 && number[at(c)] < 0) {
      number[at(c)] = fit.clusters++;
      births.push_back(c == 0 ? whole_square : tree.clusters[at(c)].birth_square);
    }
    fit.labels.push_back(c < 0 ? -1 : number[at(c)]);
  }
  fit.birth_square = Eigen::Map<const Vector>(births.data(), static_cast<Index>(births.size()));
}

}  // namespace

HdbscanFit fit_hdbscan(const MatrixView& x, const HdbscanOptions& options) {
  const Index n = x.rows(), min_samples = options.rank();
  require(options.min_cluster_size >= 2 && options.min_cluster_size <= n,
          "fit_hdbscan: min_cluster_size {} should be at least 2 and at most the {} points", options.min_cluster_size,
          n);
  require(min_samples >= 1 && min_samples <= n,
          "fit_hdbscan: min_samples {} should be at least 1 and at most the {} points", min_samples, n);
  require(options.epsilon >= 0 && std::isfinite(options.epsilon),
          "fit_hdbscan: epsilon {} should be 0 or larger, and finite", options.epsilon);
  require(options.max_cluster_size >= 0, "fit_hdbscan: max_cluster_size {} should be 0 (any) or larger",
          options.max_cluster_size);
  require(x.cols() > 0, "fit_hdbscan: 0 features should be at least 1");
  require_finite(x, "fit_hdbscan");
  frame_of(x);  // refuses distances that are out of range

  HdbscanFit fit;
  fit.core_square = NeighbourSearch(x).kth_squares(min_samples);
  fit.tree = reachability_tree(x, fit.core_square);
  Condensed tree = condense(n, merges_of(n, fit.tree), options.min_cluster_size);
  label_points(tree, selected(tree, options), options.epsilon, fit);
  require(fit.clusters > 0 || tree.clusters.size() == 1,
          "fit_hdbscan: all points are noise: none of the tree's clusters is told, and max_cluster_size {} should be "
          "larger",
          options.max_cluster_size);
  require(fit.clusters > 0,
          "fit_hdbscan: the tree never splits into two parts of {} points, all are noise: min_cluster_size should be "
          "smaller{}",
          options.min_cluster_size,
          options.single_cluster ? ", or epsilon larger" : ", or a single cluster be allowed");
  require(
      fit.birth_square.minCoeff() > 0,
      "fit_hdbscan: the points of the single cluster are copies of each other, and it has no width: epsilon should be "
      "above 0");
  return fit;
}

}  // namespace neon
