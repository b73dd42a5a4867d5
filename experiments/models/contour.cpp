#include "experiments/models/contour.hpp"

#include <array>
#include <vector>

namespace neon::experiments::models {

Matrix Grid::points() const {
  Matrix all(nodes * nodes, 2);
  for (Index row = 0; row < nodes; ++row)
    for (Index column = 0; column < nodes; ++column) all.row(row * nodes + column) << x(column), y(row);
  return all;
}

Matrix zero_contour(const Grid& grid, const Matrix& value) {
  using Node = std::array<Index, 2>;
  std::vector<std::array<double, 2>> ends;  // two and two make a piece
  for (Index row = 0; row + 1 < grid.nodes; ++row)
    for (Index column = 0; column + 1 < grid.nodes; ++column) {
      const std::array<Node, 5> corners{
          {{row, column}, {row, column + 1}, {row + 1, column + 1}, {row + 1, column}, {row, column}}};
      for (std::size_t side = 0; side < 4; ++side) {  // around the cell: crossings come in pairs
        const Node &a = corners[side], &b = corners[side + 1];
        const double from = value(a[0], a[1]), to = value(b[0], b[1]);
        if ((from > 0) == (to > 0)) continue;
        const double t = from / (from - to);
        ends.push_back(
            {grid.x(a[1]) + t * (grid.x(b[1]) - grid.x(a[1])), grid.y(a[0]) + t * (grid.y(b[0]) - grid.y(a[0]))});
      }
    }
  Matrix pieces(static_cast<Index>(ends.size() / 2), 4);
  for (std::size_t i = 0; i < ends.size(); ++i) {
    pieces(static_cast<Index>(i / 2), static_cast<Index>(i % 2) * 2) = ends[i][0];
    pieces(static_cast<Index>(i / 2), static_cast<Index>(i % 2) * 2 + 1) = ends[i][1];
  }
  return pieces;
}

}  // namespace neon::experiments::models
