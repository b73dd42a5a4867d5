#pragma once
#include <neon/core/types.hpp>

namespace neon::experiments::models {

/// A square grid over the plane: node (row, column) lies at (x(column), y(row)).
struct Grid {
  double left, bottom, step;
  Index nodes;  ///< in each direction

  double x(Index column) const { return left + step * static_cast<double>(column); }
  double y(Index row) const { return bottom + step * static_cast<double>(row); }
  /// All nodes, row by row from the bottom. [nodes^2, 2]
  Matrix points() const;
};

/// The line value = 0 as straight pieces, one or two through every cell where the values change sign; along the edges
/// of the grid the values are taken as linear (marching squares).
/// @param value [nodes, nodes] at the nodes  @return from_x, from_y, to_x, to_y of each piece [p, 4]
Matrix zero_contour(const Grid& grid, const Matrix& value);

}  // namespace neon::experiments::models
