#pragma once
#include <neon/core/types.hpp>

#include <vector>

namespace neon {

/// An edge of a tree over points.
struct TreeEdge {
  Index from, to;
  double square;  ///< of its length
};

/// The minimum spanning tree of the mutual reachability of points,
///   m_ij^2 = max( kappa_i^2, kappa_j^2, ‖x_i - x_j‖^2 ),
/// by Prim's algorithm from the first point: O(n^2 d) time, O(n d) memory, distances from differences. Of edges that
/// tie the one to the first point is taken.
/// @param x [n, d], finite, n >= 1  @param core_square kappa^2 [n]; zeros: the tree of the distances
/// @return n - 1 edges, by length
/// Source: Prim, "Shortest connection networks and some generalizations", Bell System Technical Journal 36, 1957.
std::vector<TreeEdge> reachability_tree(const MatrixView& x, const Vector& core_square);

}  // namespace neon
