#include <neon/core/error.hpp>
#include <neon/core/unit_rows.hpp>
#include <neon/network/normalisation.hpp>

namespace neon {

Matrix Normalisation::forward(const MatrixView& x) const {
  require(x.cols() == features, "normalisation: {} features should be {}", x.cols(), features);
  return unit_rows(x);
}

Matrix Normalisation::pullback(const MatrixView& x, const MatrixView& gradient) const {
  Vector norm;
  const Matrix unit = unit_rows(x, &norm);
  const Vector radial = unit.cwiseProduct(gradient).rowwise().sum();
  Matrix result(x.rows(), x.cols());
  for (Index n = 0; n < x.rows(); ++n) {
    if (norm[n] > 0)
      result.row(n) = (gradient.row(n) - radial[n] * unit.row(n)) / norm[n];
    else
      result.row(n).setZero();
  }
  return result;
}

Matrix Normalisation::relevance(const MatrixView& x, const Pass&, const MatrixView& relevance,
                                const LayerDetail& asked) const {
  if (!asked.per_unit) return relevance;
  Vector norm;
  unit_rows(x, &norm);
  const Vector per_norm = (norm.array() > 0).select(norm.cwiseInverse(), 0);
  return relevance.array().colwise() * per_norm.array();
}

}  // namespace neon
