#include <neon/core/detail/product_kernel.hpp>
#include <neon/core/error.hpp>
#include <neon/core/product.hpp>

namespace neon {
namespace {

Rows<const double> rows_of(const MatrixView& matrix) { return {matrix.data(), matrix.outerStride()}; }
Rows<double> rows_of(Matrix& matrix) { return {matrix.data(), matrix.outerStride()}; }

}  // namespace

void add_product(const MatrixView& a, const MatrixView& b, Matrix& out) {
  require(a.cols() == b.rows() && out.rows() == a.rows() && out.cols() == b.cols(),
          "add_product: [{}, {}] times [{}, {}] should fit [{}, {}]", a.rows(), a.cols(), b.rows(), b.cols(),
          out.rows(), out.cols());
  product_kernel().add(rows_of(a), rows_of(b), rows_of(out), {a.rows(), a.cols(), b.cols()});
}

Matrix scaled_difference(const MatrixView& a, const MatrixView& b, const MatrixView& x, const MatrixView& c) {
  require(a.cols() == b.rows() && x.rows() == a.rows() && x.cols() == b.cols() && c.rows() == b.rows() &&
              c.cols() == b.cols(),
          "scaled_difference: [{}, {}] times [{}, {}] and [{}, {}] should fit [{}, {}]", a.rows(), a.cols(), b.rows(),
          b.cols(), c.rows(), c.cols(), x.rows(), x.cols());
  constexpr Index most_terms = 1024;  // with more, a block of columns of b and c leaves the second-level cache
  const Index cols = b.cols();
  Matrix out(a.rows(), cols);
  if (cols < product_kernel().width || a.cols() > most_terms) {
    out.setZero();
    add_product(a, b, out);
    Matrix other = Matrix::Zero(a.rows(), cols);
    add_product(a, c, other);
    out = out.cwiseProduct(x) - other;
    return out;
  }
  product_kernel().scaled_difference(rows_of(a), rows_of(b), rows_of(x), rows_of(c), rows_of(out),
                                     {a.rows(), a.cols(), cols});
  return out;
}

}  // namespace neon
