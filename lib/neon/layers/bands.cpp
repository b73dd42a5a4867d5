#include <neon/core/product.hpp>
#include <neon/layers/bands.hpp>

#include <algorithm>

namespace neon {
namespace {

constexpr Index band_rows = 16;  // a register block of the product

}  // namespace

std::shared_ptr<const Bands> Bands::of(const Matrix& weight) {
  auto result = std::make_shared<Bands>();
  result->rows_ = weight.rows();
  result->columns_ = weight.cols();
  Index kept = 0;
  for (Index row = 0; row < weight.rows(); row += band_rows) {
    const auto rows = weight.middleRows(row, std::min(band_rows, weight.rows() - row));
    const Eigen::RowVectorXd reads = rows.cwiseAbs().colwise().maxCoeff();
    Index first = 0, end = weight.cols();
    while (first < end && reads[first] == 0) ++first;
    while (end > first && reads[end - 1] == 0) --end;
    kept += rows.rows() * (end - first);
    const Matrix part = rows.middleCols(first, end - first);
    result->bands_.push_back({row, first, part, part.transpose()});
  }
  return 2 * kept <= weight.size() && weight.size() > 0 ? result : nullptr;
}

Matrix Bands::forward(const MatrixView& x) const {
  Matrix y(x.rows(), rows_);
  for (const Band& band : bands_) {
    Matrix part = Matrix::Zero(x.rows(), band.weight.rows());
    add_product(x.middleCols(band.column, band.weight.cols()), band.transposed, part);
    y.middleCols(band.row, part.cols()) = part;
  }
  return y;
}

Matrix Bands::backward(const MatrixView& gradient) const {
  Matrix result = Matrix::Zero(gradient.rows(), columns_);
  for (const Band& band : bands_) {
    Matrix part = Matrix::Zero(gradient.rows(), band.weight.cols());
    add_product(gradient.middleCols(band.row, band.weight.rows()), band.weight, part);
    result.middleCols(band.column, part.cols()) += part;
  }
  return result;
}

}  // namespace neon
