#include <neon/core/error.hpp>
#include <neon/core/packet.hpp>
#include <neon/core/product.hpp>

namespace neon {
namespace {

#if defined(__AVX512F__)
constexpr int block_rows = 8, block_vectors = 3;  // 24 of 32 registers hold sums
#else
constexpr int block_rows = 4, block_vectors = 3;  // 12 of 16
#endif
constexpr int width = packet_width;

/// A matrix by its first entry and the distance between rows.
template <class Scalar>
struct Panel {
  Scalar* data;
  Index stride;
  Scalar* at(Index row, Index col) const { return data + row * stride + col; }
};
using Source = Panel<const double>;
using Target = Panel<double>;

/// rows x (vectors * width) entries of out, whose sums stay in registers over all p terms.
template <int rows, int vectors>
void add_block(Source a, Source b, Index terms, Target out) {
  Packet sum[rows][vectors];
  for (int r = 0; r < rows; ++r)
    for (int v = 0; v < vectors; ++v) sum[r][v] = load(out.at(r, v * width));
  for (Index t = 0; t < terms; ++t) {
    Packet entry[vectors];
    for (int v = 0; v < vectors; ++v) entry[v] = load(b.at(t, v * width));
    for (int r = 0; r < rows; ++r) {
      const double factor = *a.at(r, t);
      for (int v = 0; v < vectors; ++v) sum[r][v] += factor * entry[v];
    }
  }
  for (int r = 0; r < rows; ++r)
    for (int v = 0; v < vectors; ++v) store(out.at(r, v * width), sum[r][v]);
}

/// All columns of `rows` rows.
template <int rows>
void add_rows(Source a, Source b, Index terms, Index cols, Target out) {
  Index c = 0;
  for (; c + block_vectors * width <= cols; c += block_vectors * width)
    add_block<rows, block_vectors>(a, {b.at(0, c), b.stride}, terms, {out.at(0, c), out.stride});
  for (; c + 2 * width <= cols; c += 2 * width)
    add_block<rows, 2>(a, {b.at(0, c), b.stride}, terms, {out.at(0, c), out.stride});
  for (; c + width <= cols; c += width)
    add_block<rows, 1>(a, {b.at(0, c), b.stride}, terms, {out.at(0, c), out.stride});
  if (c == cols) return;
  if (cols < width) {
    for (; c < cols; ++c)
      for (Index r = 0; r < rows; ++r)
        for (Index t = 0; t < terms; ++t) *out.at(r, c) += *a.at(r, t) * *b.at(t, c);
    return;
  }
  // The last whole vector overlaps columns that are done already: of it, only the others are added.
  double last[rows][width] = {};
  add_block<rows, 1>(a, {b.at(0, cols - width), b.stride}, terms, {&last[0][0], width});
  for (; c < cols; ++c)
    for (Index r = 0; r < rows; ++r) *out.at(r, c) += last[r][c - (cols - width)];
}

}  // namespace

void add_product(const MatrixView& a, const MatrixView& b, Matrix& out) {
  require(a.cols() == b.rows() && out.rows() == a.rows() && out.cols() == b.cols(),
          "add_product: [{}, {}] times [{}, {}] should fit [{}, {}]", a.rows(), a.cols(), b.rows(), b.cols(),
          out.rows(), out.cols());
  // Few enough terms at a time that their rows of b stay in the second-level cache.
  constexpr Index terms_at_once = 128;
  for (Index first = 0; first < a.cols(); first += terms_at_once) {
    const Index terms = std::min(terms_at_once, a.cols() - first);
    const Source rows_of_b{b.data() + first * b.outerStride(), b.outerStride()};
    Index r = 0;
    for (; r + block_rows <= a.rows(); r += block_rows)
      add_rows<block_rows>({a.data() + r * a.outerStride() + first, a.outerStride()}, rows_of_b, terms, b.cols(),
                           {out.data() + r * out.outerStride(), out.outerStride()});
    for (; r < a.rows(); ++r)
      add_rows<1>({a.data() + r * a.outerStride() + first, a.outerStride()}, rows_of_b, terms, b.cols(),
                  {out.data() + r * out.outerStride(), out.outerStride()});
  }
}

}  // namespace neon
