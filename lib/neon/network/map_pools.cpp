#include <neon/core/error.hpp>
#include <neon/network/map_pools.hpp>

#include <algorithm>

namespace neon {
namespace {

void check(const MatrixView& x, const MapShape& shape, const char* where) {
  require(x.cols() == shape.size(), "{}: {} features should be {} = {}", where, x.cols(), shape.text(), shape.size());
}

/// Calls visit(window, place) for every place inside the map that each window of each channel reads, row by row.
template <class Visit>
void for_each_place(const MapShape& in, const Windows& w, const MapShape& out, const Visit& visit) {
  for (Index c = 0; c < in.channels; ++c)
    for (Index y = 0; y < out.height; ++y)
      for (Index x = 0; x < out.width; ++x)
        for (Index p = 0; p < w.height; ++p)
          for (Index q = 0; q < w.width; ++q) {
            const Index row = w.stride * y + w.dilation * p - w.padding,
                        column = w.stride * x + w.dilation * q - w.padding;
            if (row >= 0 && row < in.height && column >= 0 && column < in.width)
              visit((c * out.height + y) * out.width + x, (c * in.height + row) * in.width + column);
          }
}

constexpr Index none = -1;

/// The place of the largest value of each window.
std::vector<Index> winners(const MapShape& in, const Windows& w, const MapShape& out, const double* x) {
  std::vector<Index> result(static_cast<std::size_t>(out.size()), none);
  for_each_place(in, w, out, [&](Index window, Index place) {
    Index& best = result[static_cast<std::size_t>(window)];
    if (best == none || x[place] > x[best]) best = place;
  });
  require(std::find(result.begin(), result.end(), none) == result.end(), "max pool: a window reads nothing but border");
  return result;
}

}  // namespace

Matrix MaxPooling::forward(const MatrixView& x) const {
  check(x, input, "max pool");
  const MapShape out = output();
  Matrix result(x.rows(), out.size());
  for (Index n = 0; n < x.rows(); ++n) {
    const std::vector<Index> best = winners(input, windows, out, x.row(n).data());
    for (Index k = 0; k < out.size(); ++k) result(n, k) = x(n, best[static_cast<std::size_t>(k)]);
  }
  return result;
}

Matrix MaxPooling::to_winners(const MatrixView& x, const MatrixView& what) const {
  const MapShape out = output();
  Matrix result = Matrix::Zero(what.rows(), input.size());
  std::vector<Index> best;
  for (Index m = 0; m < what.rows(); ++m) {
    if (m == 0 || x.rows() > 1) best = winners(input, windows, out, x.row(x.rows() == 1 ? 0 : m).data());
    for (Index k = 0; k < out.size(); ++k) result(m, best[static_cast<std::size_t>(k)]) += what(m, k);
  }
  return result;
}

AveragePooling AveragePooling::grid(const MapShape& input, Index cells) {
  require(input.size() > 0 && cells > 0, "average pool: shape {} and {} x {} cells should be positive", input.text(),
          cells, cells);
  require(
      cells == 1 || (input.height == input.width && input.height % cells == 0),
      "average pool: maps of {} x {} should be square, with a multiple of {} places a side: there are {} x {} cells",
      input.height, input.width, cells, cells, cells);
  const Index height = input.height / cells, width = input.width / cells;
  return {input, {.height = height, .width = width, .stride = cells == 1 ? 1 : height}};
}

Matrix AveragePooling::forward(const MatrixView& x) const {
  check(x, input, "average pool");
  const MapShape out = output();
  Matrix result = Matrix::Zero(x.rows(), out.size());
  for (Index n = 0; n < x.rows(); ++n)
    for_each_place(input, windows, out, [&](Index window, Index place) { result(n, window) += x(n, place); });
  return result / static_cast<double>(windows.places());
}

Matrix AveragePooling::pullback(const MatrixView&, const MatrixView& gradient) const {
  const MapShape out = output();
  Matrix result = Matrix::Zero(gradient.rows(), input.size());
  for (Index n = 0; n < gradient.rows(); ++n)
    for_each_place(input, windows, out, [&](Index window, Index place) { result(n, place) += gradient(n, window); });
  return result / static_cast<double>(windows.places());
}

Matrix AveragePooling::relevance(const MatrixView& x, const Pass& pass, const MatrixView& relevance,
                                 const LayerDetail&) const {
  const MapShape out = output();
  Matrix result = Matrix::Zero(relevance.rows(), input.size());
  Vector sum(out.size()), places(out.size());
  for (Index m = 0; m < relevance.rows(); ++m) {
    const Index n = x.rows() == 1 ? 0 : m;
    const auto part = [&](Index window, Index place) {
      return std::max(0.0, pass.output(n, window) < 0 ? -x(n, place) : x(n, place));
    };
    sum.setZero();
    places.setZero();
    for_each_place(input, windows, out, [&](Index window, Index place) {
      sum(window) += part(window, place);
      places(window) += 1;
    });
    for_each_place(input, windows, out, [&](Index window, Index place) {
      const double share = sum(window) > 0 ? part(window, place) / sum(window) : 1 / places(window);
      result(m, place) += share * relevance(m, window);
    });
  }
  return result;
}

}  // namespace neon
