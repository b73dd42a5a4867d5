#pragma once
#include <neon/core/types.hpp>

#include <cstdint>
#include <vector>

namespace neon {

/// Points of the plane in Morton order and the quadtree over them. Cells lie in one array in preorder, each knowing
/// where its subtree ends: a traversal is a loop without a stack that goes on with either the next cell or `end`.
struct Quadtree {
  struct Cell {
    double x, y;               ///< mean of its points
    double count;              ///< number of its points
    double squared_size;       ///< squared diagonal of the box around its points; 0 if they coincide
    std::int32_t first, last;  ///< its points: [first, last) in Morton order
    std::int32_t end;          ///< the cell that follows its subtree; cell number + 1 for a leaf
  };

  std::vector<std::int32_t> order;  ///< [n] the points in Morton order
  std::vector<double> x, y;         ///< [n] their coordinates, in that order
  std::vector<Cell> cells;          ///< the root first; none for n = 0
};

/// A leaf has at most 8 points, or more when they agree in the leading 16 bits of both coordinates within the bounding
/// square (duplicates), which also bounds the depth. Chains of cells with one child are left out. O(n).
/// @param points [n, 2], finite
Quadtree build_quadtree(const Matrix& points);

}  // namespace neon
