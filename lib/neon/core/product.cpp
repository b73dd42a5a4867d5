#include <neon/core/error.hpp>
#include <neon/core/packet.hpp>
#include <neon/core/product.hpp>

#include <type_traits>

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

/// sum += a b for rows x (vectors * width) entries, which stay in registers over all terms.
template <int rows, int vectors>
void accumulate(Source a, Source b, Index terms, Packet (&sum)[rows][vectors]) {
  for (Index t = 0; t < terms; ++t) {
    Packet entry[vectors];
    for (int v = 0; v < vectors; ++v) entry[v] = load(b.at(t, v * width));
    for (int r = 0; r < rows; ++r) {
      const double factor = *a.at(r, t);
      for (int v = 0; v < vectors; ++v) sum[r][v] += factor * entry[v];
    }
  }
}

template <int rows, int vectors>
void add_block(Source a, Source b, Index terms, Target out) {
  Packet sum[rows][vectors];
  for (int r = 0; r < rows; ++r)
    for (int v = 0; v < vectors; ++v) sum[r][v] = load(out.at(r, v * width));
  accumulate(a, b, terms, sum);
  for (int r = 0; r < rows; ++r)
    for (int v = 0; v < vectors; ++v) store(out.at(r, v * width), sum[r][v]);
}

/// out = x .* (a b) - a c
template <int rows, int vectors>
void difference_block(Source a, Source b, Source x, Source c, Index terms, Target out) {
  Packet sum[rows][vectors] = {};
  accumulate(a, b, terms, sum);
  for (int r = 0; r < rows; ++r)
    for (int v = 0; v < vectors; ++v) sum[r][v] *= -load(x.at(r, v * width));
  accumulate(a, c, terms, sum);
  for (int r = 0; r < rows; ++r)
    for (int v = 0; v < vectors; ++v) store(out.at(r, v * width), -sum[r][v]);
}

/// All columns of `rows` rows; there are at least a vector of them. Columns at the end may be computed twice.
template <int rows>
void difference_rows(Source a, Source b, Source x, Source c, Index terms, Index cols, Target out) {
  const auto block = [&](auto vectors, Index at) {
    difference_block<rows, decltype(vectors)::value>(a, {b.at(0, at), b.stride}, {x.at(0, at), x.stride},
                                                     {c.at(0, at), c.stride}, terms, {out.at(0, at), out.stride});
  };
  Index at = 0;
  for (; at + block_vectors * width <= cols; at += block_vectors * width)
    block(std::integral_constant<int, block_vectors>{}, at);
  for (; at + width <= cols; at += width) block(std::integral_constant<int, 1>{}, at);
  if (at < cols) block(std::integral_constant<int, 1>{}, cols - width);
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

Matrix scaled_difference(const MatrixView& a, const MatrixView& b, const MatrixView& x, const MatrixView& c) {
  require(a.cols() == b.rows() && x.rows() == a.rows() && x.cols() == b.cols() && c.rows() == b.rows() &&
              c.cols() == b.cols(),
          "scaled_difference: [{}, {}] times [{}, {}] and [{}, {}] should fit [{}, {}]", a.rows(), a.cols(), b.rows(),
          b.cols(), c.rows(), c.cols(), x.rows(), x.cols());
  constexpr Index most_terms = 512;  // more of them do not stay in the second-level cache
  const Index cols = b.cols();
  Matrix out(a.rows(), cols);
  if (cols < width || a.cols() > most_terms) {
    out.setZero();
    add_product(a, b, out);
    Matrix other = Matrix::Zero(a.rows(), cols);
    add_product(a, c, other);
    out = out.cwiseProduct(x) - other;
    return out;
  }
  const auto rows = [&](auto count, Index r) {
    difference_rows<decltype(count)::value>({a.data() + r * a.outerStride(), a.outerStride()},
                                            {b.data(), b.outerStride()},
                                            {x.data() + r * x.outerStride(), x.outerStride()},
                                            {c.data(), c.outerStride()}, a.cols(), cols, {out.row(r).data(), cols});
  };
  Index r = 0;
  for (; r + block_rows <= a.rows(); r += block_rows) rows(std::integral_constant<int, block_rows>{}, r);
  for (; r < a.rows(); ++r) rows(std::integral_constant<int, 1>{}, r);
  return out;
}

}  // namespace neon
