#include <neon/core/error.hpp>
#include <neon/core/product.hpp>

#include <algorithm>
#include <array>
#include <cstring>

namespace neon {
namespace {

#if defined(__AVX512F__)
constexpr int width = 8, block_rows = 8, block_vectors = 3;  // 24 of 32 registers hold sums
#elif defined(__AVX__)
constexpr int width = 4, block_rows = 4, block_vectors = 3;  // 12 of 16
#else
constexpr int width = 2, block_rows = 4, block_vectors = 3;
#endif
/// Few enough terms at a time that their rows of b stay in the second-level cache.
constexpr Index most_terms = 128;
using Packet [[gnu::vector_size(width * sizeof(double))]] = double;

Packet load(const double* from) {
  Packet value;
  std::memcpy(&value, from, sizeof value);
  return value;
}

void store(double* to, Packet value) { std::memcpy(to, &value, sizeof value); }

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

/// The last columns of b, fewer than a register holds, filled up with zeros.
struct Tail {
  std::array<double, static_cast<std::size_t>(most_terms* width)> data{};
  Index cols = 0;

  Tail(Source b, Index terms, Index all_cols) : cols(all_cols % width) {
    if (cols == 0) return;
    for (Index t = 0; t < terms; ++t)
      std::memcpy(data.data() + t * width, b.at(t, all_cols - cols), static_cast<std::size_t>(cols) * sizeof(double));
  }
};

template <int rows>
void add_tail(Source a, const Tail& tail, Index terms, Target out) {
  std::array<double, static_cast<std::size_t>(rows * width)> sum{};
  const auto bytes = static_cast<std::size_t>(tail.cols) * sizeof(double);
  for (Index r = 0; r < rows; ++r) std::memcpy(sum.data() + r * width, out.at(r, 0), bytes);
  add_block<rows, 1>(a, {tail.data.data(), width}, terms, {sum.data(), width});
  for (Index r = 0; r < rows; ++r) std::memcpy(out.at(r, 0), sum.data() + r * width, bytes);
}

/// All columns of `rows` rows.
template <int rows>
void add_rows(Source a, Source b, const Tail& tail, Index terms, Index cols, Target out) {
  Index c = 0;
  for (; c + block_vectors * width <= cols; c += block_vectors * width)
    add_block<rows, block_vectors>(a, {b.at(0, c), b.stride}, terms, {out.at(0, c), out.stride});
  for (; c + width <= cols; c += width)
    add_block<rows, 1>(a, {b.at(0, c), b.stride}, terms, {out.at(0, c), out.stride});
  if (tail.cols > 0) add_tail<rows>(a, tail, terms, {out.at(0, c), out.stride});
}

}  // namespace

void add_product(const MatrixView& a, const MatrixView& b, Matrix& out) {
  require(a.cols() == b.rows() && out.rows() == a.rows() && out.cols() == b.cols(),
          "add_product: [{}, {}] times [{}, {}] should fit [{}, {}]", a.rows(), a.cols(), b.rows(), b.cols(),
          out.rows(), out.cols());
  for (Index first = 0; first < a.cols(); first += most_terms) {
    const Index terms = std::min(most_terms, a.cols() - first);
    const Source rows_of_b{b.data() + first * b.outerStride(), b.outerStride()};
    const Tail tail(rows_of_b, terms, b.cols());
    Index r = 0;
    for (; r + block_rows <= a.rows(); r += block_rows)
      add_rows<block_rows>({a.data() + r * a.outerStride() + first, a.outerStride()}, rows_of_b, tail, terms, b.cols(),
                           {out.data() + r * out.outerStride(), out.outerStride()});
    for (; r < a.rows(); ++r)
      add_rows<1>({a.data() + r * a.outerStride() + first, a.outerStride()}, rows_of_b, tail, terms, b.cols(),
                  {out.data() + r * out.outerStride(), out.outerStride()});
  }
}

}  // namespace neon
