// Compiled once for every instruction set (CMakeLists.txt), NEON_INSTRUCTION_SET. So it includes nothing whose inline
// functions another translation unit could share: the linker keeps one of them, and that has to run everywhere.
#include <neon/core/detail/packet.hpp>
#include <neon/core/detail/product_kernel.hpp>

namespace neon::NEON_INSTRUCTION_SET {
namespace {

using Index = std::ptrdiff_t;
using Source = Rows<const double>;
using Target = Rows<double>;

// Three vectors of each row: 24 of AVX-512's 32 registers hold sums, else 12 of 16.
#if defined(__AVX512F__)
constexpr int block_rows = 8;
#else
constexpr int block_rows = 4;
#endif
constexpr int width = packet_width;

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
struct Count {
  static constexpr int value = count;
};

/// Calls use(height, first row) for all rows: in the largest blocks as far as they go, then 4, 2 and 1.
template <class Use>
void in_row_blocks(Index rows, const Use& use) {
  Index r = 0;
  for (; r + block_rows <= rows; r += block_rows) use(Count<block_rows>{}, r);
  if (r + 4 <= rows) {
    use(Count<4>{}, r);
    r += 4;
  }
  if (r + 2 <= rows) {
    use(Count<2>{}, r);
    r += 2;
  }
  if (r < rows) use(Count<1>{}, r);
}

/// Calls use(vectors, first column) for all whole vectors of columns, in blocks of 3, then 2 and 1.
template <class Use>
void in_column_blocks(Index cols, const Use& use) {
  Index c = 0;
  for (; c + 3 * width <= cols; c += 3 * width) use(Count<3>{}, c);
  if (c + 2 * width <= cols) {
    use(Count<2>{}, c);
    c += 2 * width;
  }
  if (c + width <= cols) use(Count<1>{}, c);
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

void add(Source a, Source b, Target out, ProductSize size) {
  // Few enough terms at a time that their rows of b stay in the second-level cache.
  constexpr Index terms_at_once = 128;
  for (Index first = 0; first < size.terms; first += terms_at_once) {
    const Index left = size.terms - first, terms = left < terms_at_once ? left : terms_at_once;
    const Source rows_of_b{b.at(first, 0), b.stride};
    in_column_blocks(size.cols, [&](auto vectors, Index c) {
      in_row_blocks(size.rows, [&](auto height, Index r) {
        add_block<decltype(height)::value, decltype(vectors)::value>(
            {a.at(r, first), a.stride}, {rows_of_b.at(0, c), b.stride}, terms, {out.at(r, c), out.stride});
      });
    });
    if (size.cols % width != 0)
      in_row_blocks(size.rows, [&](auto height, Index r) {
        add_last_columns<decltype(height)::value>({a.at(r, first), a.stride}, rows_of_b, terms, size.cols,
                                                  {out.at(r, 0), out.stride});
      });
  }
}

void scaled_difference(Source a, Source b, Source x, Source c, Target out, ProductSize size) {
  // Columns outside, rows inside: b and c are read once.
  const auto columns = [&](auto vectors, Index at) {
    in_row_blocks(size.rows, [&](auto height, Index r) {
      difference_block<decltype(height)::value, decltype(vectors)::value>(
          {a.at(r, 0), a.stride}, {b.at(0, at), b.stride}, {x.at(r, at), x.stride}, {c.at(0, at), c.stride}, size.terms,
          {out.at(r, at), out.stride});
    });
  };
  in_column_blocks(size.cols, columns);
  if (size.cols % width != 0) columns(Count<1>{}, size.cols - width);  // some are computed twice
}

}  // namespace

const ProductKernel product_kernel{width, add, scaled_difference};

}  // namespace neon::NEON_INSTRUCTION_SET
