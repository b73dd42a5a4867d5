#pragma once
#include <neon/layers/map_shape.hpp>

namespace neon {

/// The windows of a convolution or a pool: window (y, x) reads the places (stride y + dilation p - padding, stride x +
/// dilation q - padding) for p < height, q < width. Places outside of the map are the border.
struct Windows {
  Index height = 1, width = 1;  ///< places in a window
  Index stride = 1, padding = 0, dilation = 1;

  Index places() const { return height * width; }
  /// How many windows there are over maps of this shape; the channels stay.
  /// @throws Error naming `where` if an extent is not positive, the border is wider than the window, or no window fits
  MapShape over(const MapShape& maps, const std::string& where) const;

  /// The first of the windows, along one extent, whose place `p` is inside a map of `extent`, and the one past the
  /// last.
  std::pair<Index, Index> inside(Index p, Index extent, Index windows) const;

  /// What the windows read, border 0.
  /// @param maps [shape]  @param columns [channels * places, windows]
  void gather(const MapShape& shape, const double* maps, Matrix& columns) const;
  /// The adjoint: adds every value to the place that it was read from.
  void scatter(const MapShape& shape, const Matrix& columns, double* maps) const;
};

}  // namespace neon
