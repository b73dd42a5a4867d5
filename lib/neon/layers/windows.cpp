#include <neon/core/error.hpp>
#include <neon/layers/windows.hpp>

#include <algorithm>

namespace neon {
namespace {

Index count(Index extent, Index places, const Windows& w) {
  const Index reach = w.dilation * (places - 1) + 1;
  return extent + 2 * w.padding < reach ? 0 : (extent + 2 * w.padding - reach) / w.stride + 1;
}

/// Calls visit(row of the columns, first column, first value in the map, count) for each run of windows of one row.
template <class Visit>
void for_each_run(const Windows& w, const MapShape& shape, Index rows, Index columns, const Visit& visit) {
  for (Index c = 0; c < shape.channels; ++c)
    for (Index p = 0; p < w.height; ++p)
      for (Index q = 0; q < w.width; ++q) {
        const auto [top, bottom] = w.inside(p, shape.height, rows);
        const auto [left, right] = w.inside(q, shape.width, columns);
        if (left >= right) continue;
        const Index row = (c * w.height + p) * w.width + q, x = w.stride * left + w.dilation * q - w.padding;
        for (Index y = top; y < bottom; ++y)
          visit(row, y * columns + left,
                (c * shape.height + w.stride * y + w.dilation * p - w.padding) * shape.width + x, right - left);
      }
}

}  // namespace

MapShape Windows::over(const MapShape& maps, const std::string& where) const {
  require(height > 0 && width > 0 && stride > 0 && dilation > 0 && padding >= 0,
          "{}: window {} x {}, stride {} and dilation {} should be positive, padding {} not negative", where, height,
          width, stride, dilation, padding);
  require(padding < dilation * (std::min(height, width) - 1) + 1,
          "{}: a border of {} is as wide as a window of {} x {}: some windows would read nothing", where, padding,
          height, width);
  const MapShape result{maps.channels, count(maps.height, height, *this), count(maps.width, width, *this)};
  require(result.size() > 0, "{}: no window of {} x {} fits into maps of shape {}", where, height, width, maps.text());
  return result;
}

std::pair<Index, Index> Windows::inside(Index p, Index extent, Index windows) const {
  const Index before = padding - dilation * p, first = before <= 0 ? 0 : (before + stride - 1) / stride;
  const Index room = extent - 1 + before, last = room < 0 ? 0 : std::min(windows, room / stride + 1);
  return {first, last};
}

void Windows::gather(const MapShape& shape, const double* maps, Matrix& columns) const {
  const MapShape out = over(shape, "windows");
  columns.setZero(shape.channels * places(), out.locations());
  for_each_run(*this, shape, out.height, out.width, [&](Index row, Index column, Index from, Index length) {
    double* to = columns.row(row).data() + column;
    if (stride == 1)
      std::copy_n(maps + from, length, to);
    else
      for (Index i = 0; i < length; ++i) to[i] = maps[from + stride * i];
  });
}

void Windows::scatter(const MapShape& shape, const Matrix& columns, double* maps) const {
  const MapShape out = over(shape, "windows");
  for_each_run(*this, shape, out.height, out.width, [&](Index row, Index column, Index to, Index length) {
    const double* from = columns.row(row).data() + column;
    for (Index i = 0; i < length; ++i) maps[to + stride * i] += from[i];
  });
}

}  // namespace neon
