#include <neon/clustering/distances.hpp>
#include <neon/clustering/hdbscan.hpp>
#include <neon/core/error.hpp>

#include <algorithm>
#include <numeric>

namespace neon {
namespace {

std::size_t at(Index i) { return static_cast<std::size_t>(i); }

/// Edges of the way from i to j, by number.
std::vector<std::size_t> way(Index points, const std::vector<TreeEdge>& tree, Index i, Index j) {
  std::vector<std::vector<std::size_t>> edges(at(points));
  for (std::size_t e = 0; e < tree.size(); ++e) {
    edges[at(tree[e].from)].push_back(e);
    edges[at(tree[e].to)].push_back(e);
  }
  // From j outwards, every point learns by which edge it goes back.
  constexpr std::size_t none = static_cast<std::size_t>(-1);
  std::vector<std::size_t> back(at(points), none);
  Labels reached{j};
  for (std::size_t next = 0; next < reached.size() && reached[next] != i; ++next)
    for (const std::size_t e : edges[at(reached[next])]) {
      const Index to = tree[e].from == reached[next] ? tree[e].to : tree[e].from;
      if (to == j || back[at(to)] != none) continue;
      back[at(to)] = e;
      reached.push_back(to);
    }
  std::vector<std::size_t> result;
  for (Index p = i; p != j;) {
    result.push_back(back[at(p)]);
    p = tree[result.back()].from == p ? tree[result.back()].to : tree[result.back()].from;
  }
  return result;
}

/// The point of a rank by distance from p, which is the first itself.
Index neighbour_of_rank(const MatrixView& x, Index p, Index rank) {
  Labels order(at(x.rows()));
  std::iota(order.begin(), order.end(), 0);
  const auto square = [&](Index q) { return squared_distance(x.row(p).data(), x.row(q).data(), x.cols()); };
  std::nth_element(order.begin(), order.begin() + (rank - 1), order.end(),
                   [&](Index a, Index b) { return std::pair(square(a), a) < std::pair(square(b), b); });
  return order[at(rank - 1)];
}

}  // namespace

PairExplanation explain_pair(const MatrixView& x, const HdbscanFit& fit, Index min_samples, Index i, Index j) {
  const Index n = x.rows();
  require(fit.core_square.size() == n && static_cast<Index>(fit.tree.size()) + 1 == n,
          "explain_pair: the tree of {} points should be of {}", fit.tree.size() + 1, n);
  require(i >= 0 && i < n && j >= 0 && j < n && i != j, "explain_pair: points {} and {} should be two in [0, {})", i, j,
          n);
  require(min_samples >= 1 && min_samples <= n,
          "explain_pair: min_samples {} should be at least 1 and at most the {} points", min_samples, n);
  PairExplanation result;
  result.path.push_back(i);
  result.bottleneck.square = -infinity;
  for (const std::size_t e : way(n, fit.tree, i, j)) {
    const TreeEdge& edge = fit.tree[e];
    result.path.push_back(edge.from == result.path.back() ? edge.to : edge.from);
    if (edge.square > result.bottleneck.square) result.bottleneck = edge;
  }
  const TreeEdge& bottleneck = result.bottleneck;
  const double from = fit.core_square(bottleneck.from), to = fit.core_square(bottleneck.to);
  Index start = bottleneck.from;
  result.neighbour = bottleneck.to;
  if (std::max(from, to) >= bottleneck.square) {
    result.active = from >= to ? PairExplanation::Active::from_core : PairExplanation::Active::to_core;
    start = from >= to ? bottleneck.from : bottleneck.to;
    result.neighbour = neighbour_of_rank(x, start, min_samples);
  }
  result.relevance = (x.row(start) - x.row(result.neighbour)).cwiseAbs2();
  return result;
}

PairExplanation explain_pair(const Hdbscan& model, Index i, Index j) {
  const Matrix& points = model.search.points();
  HdbscanFit hierarchy;
  hierarchy.core_square = model.search.core_square();
  hierarchy.tree = reachability_tree(points, hierarchy.core_square);
  return explain_pair(points, hierarchy, model.search.min_samples(), i, j);
}

}  // namespace neon
