#include <neon/core/error.hpp>
#include <neon/core/packet.hpp>
#include <neon/core/product.hpp>

#include <type_traits>

namespace neon {
namespace {

// Three vectors of each row: 24 of AVX-512's 32 registers hold sums, else 12 of 16.
#if defined(__AVX512F__)
constexpr int block_rows = 8;
#else
constexpr int block_rows = 4;
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

template <int count>
using Size = std::integral_constant<int, count>;

/// Calls use(height, first row) for all rows: in the largest blocks as far as they go, then 4, 2 and 1.
template <class Use>
void in_row_blocks(Index rows, const Use& use) {
  Index r = 0;
  for (; r + block_rows <= rows; r += block_rows) use(Size<block_rows>{}, r);
  if (r + 4 <= rows) {
    use(Size<4>{}, r);
    r += 4;
  }
  if (r + 2 <= rows) {
    use(Size<2>{}, r);
    r += 2;
  }
  if (r < rows) use(Size<1>{}, r);
}

/// Calls use(vectors, first column) for all whole vectors of columns, in blocks of 3, then 2 and 1.
template <class Use>
void in_column_blocks(Index cols, const Use& use) {
  Index c = 0;
  for (; c + 3 * width <= cols; c += 3 * width) use(Size<3>{}, c);
  if (c + 2 * width <= cols) {
    use(Size<2>{}, c);
    c += 2 * width;
  }
  if (c + width <= cols) use(Size<1>{}, c);
}

/// out += a b for `rows` rows and the columns after the last whole vector.
template <int rows>
void add_last_columns(Source a, Source b, Index terms, Index cols, Target out) {
  Index c = cols / width * width;
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
    const auto row_of_a = [&](Index r) { return Source{a.data() + r * a.outerStride() + first, a.outerStride()}; };
    const auto out_at = [&](Index r, Index c) {
      return Target{out.data() + r * out.outerStride() + c, out.outerStride()};
    };
    in_column_blocks(b.cols(), [&](auto vectors, Index c) {
      in_row_blocks(a.rows(), [&](auto height, Index r) {
        add_block<decltype(height)::value, decltype(vectors)::value>(
            row_of_a(r), {rows_of_b.at(0, c), rows_of_b.stride}, terms, out_at(r, c));
      });
    });
    if (b.cols() % width != 0)
      in_row_blocks(a.rows(), [&](auto height, Index r) {
        add_last_columns<decltype(height)::value>(row_of_a(r), rows_of_b, terms, b.cols(), out_at(r, 0));
      });
  }
}

Matrix scaled_difference(const MatrixView& a, const MatrixView& b, const MatrixView& x, const MatrixView& c) {
  require(a.cols() == b.rows() && x.rows() == a.rows() && x.cols() == b.cols() && c.rows() == b.rows() &&
              c.cols() == b.cols(),
          "scaled_difference: [{}, {}] times [{}, {}] and [{}, {}] should fit [{}, {}]", a.rows(), a.cols(), b.rows(),
          b.cols(), c.rows(), c.cols(), x.rows(), x.cols());
  constexpr Index most_terms = 1024;  // with more, a block of columns of b and c leaves the second-level cache
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
  // Columns outside, rows inside: b and c are read once.
  const auto columns = [&](auto vectors, Index at) {
    in_row_blocks(a.rows(), [&](auto height, Index r) {
      difference_block<decltype(height)::value, decltype(vectors)::value>(
          {a.data() + r * a.outerStride(), a.outerStride()}, {b.data() + at, b.outerStride()},
          {x.data() + r * x.outerStride() + at, x.outerStride()}, {c.data() + at, c.outerStride()}, a.cols(),
          {out.row(r).data() + at, cols});
    });
  };
  in_column_blocks(cols, columns);
  if (cols % width != 0) columns(Size<1>{}, cols - width);  // some are computed twice
  return out;
}

}  // namespace neon
