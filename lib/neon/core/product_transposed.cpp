#include <neon/core/detail/product_kernel.hpp>
#include <neon/core/error.hpp>
#include <neon/core/product_transposed.hpp>
#include <neon/core/transpose.hpp>

#include <algorithm>

namespace neon {

void add_product_transposed(const MatrixView& a, const MatrixView& b, Matrix& out) {
  require(a.cols() == b.cols() && out.rows() == a.rows() && out.cols() == b.rows(),
          "add_product_transposed: [{}, {}] times [{}, {}] transposed should fit [{}, {}]", a.rows(), a.cols(),
          b.rows(), b.cols(), out.rows(), out.cols());
  constexpr Index few = 4;  // rows of a, whose product reads b once: turning it around would read it twice
  if (a.rows() < few) {
    for (Index row = 0; row < a.rows(); ++row) out.row(row).transpose().noalias() += b * a.row(row).transpose();
    return;
  }
  // As many rows of b at a time as stay in the second-level cache, in whole blocks of the kernels.
  constexpr Index step = 24, most = 192, numbers = 1 << 15;
  const Index terms = a.cols(), rows = std::clamp<Index>(numbers / std::max<Index>(terms, 1) / step * step, step, most);
  Matrix turned(terms, std::min(rows, b.rows()));
  for (Index first = 0; first < b.rows(); first += rows) {
    const Index count = std::min(rows, b.rows() - first);
    transpose(b.data() + first * b.outerStride(), b.outerStride(), count, terms, turned.data(), turned.cols());
    product_kernel().add({a.data(), a.outerStride()}, {turned.data(), turned.cols()},
                         {out.data() + first, out.outerStride()}, {a.rows(), terms, count});
  }
}

}  // namespace neon
