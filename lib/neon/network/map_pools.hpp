#pragma once
#include <neon/layers/windows.hpp>
#include <neon/network/layer.hpp>

namespace neon {

/// The largest value of each window; the first in row-major order where several are largest. Border values do not take
/// part. Relevance goes to the largest.
struct MaxPooling {
  MapShape input;
  Windows windows;

  MapShape output() const { return windows.over(input, "max pool"); }
  Index inputs() const { return input.size(); }
  Matrix forward(const MatrixView& x) const;
  Matrix pullback(const MatrixView& x, const MatrixView& gradient) const { return to_winners(x, gradient); }
  Matrix relevance(const MatrixView& x, const Pass&, const MatrixView& relevance, const LayerDetail&) const {
    return to_winners(x, relevance);
  }

 private:
  /// @param x [m, inputs], or one row that serves all  @param what [m, outputs]  @return [m, inputs]
  Matrix to_winners(const MatrixView& x, const MatrixView& what) const;
};

/// The mean of each window, border zeros included. Relevance goes to the values that have the sign of the mean, in
/// proportion; to all alike where there are none but zeros.
struct AveragePooling {
  MapShape input;
  Windows windows;

  /// The mean of every whole map.
  static AveragePooling global(const MapShape& input) { return grid(input, 1); }
  /// The means of cells x cells parts of every map, which are as large as each other.
  /// @throws Error if the extents of the maps are no multiples of `cells`, or differ where there are several
  static AveragePooling grid(const MapShape& input, Index cells);

  MapShape output() const { return windows.over(input, "average pool"); }
  Index inputs() const { return input.size(); }
  Matrix forward(const MatrixView& x) const;
  Matrix pullback(const MatrixView& x, const MatrixView& gradient) const;
  Matrix relevance(const MatrixView& x, const Pass& pass, const MatrixView& relevance, const LayerDetail& asked) const;
};

}  // namespace neon
