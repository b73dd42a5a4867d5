#include <neon/core/vector_math.hpp>
#include <neon/layers/soft_pool.hpp>

#include <cmath>

namespace neon {
namespace {

double least_of(const double* a, Index count) {
  double least = infinity;
#pragma omp simd reduction(min : least)
  for (Index j = 0; j < count; ++j) least = a[j] < least ? a[j] : least;
  return least;
}

}  // namespace

Vector SoftMin::forward(const MatrixView& a) const {
  Vector result(a.rows());
  for (Index row = 0; row < a.rows(); ++row) {
    const double* const values = a.row(row).data();
    const double least = least_of(values, a.cols());
    double sum = 0;  // of terms in (0, 1], one of them 1
    if (std::isfinite(stiffness)) {
#pragma omp simd reduction(+ : sum)
      for (Index j = 0; j < a.cols(); ++j) sum += vector_exp(-stiffness * (values[j] - least));
    }
    result(row) = std::isfinite(stiffness) ? least - std::log(sum) / stiffness : least;
  }
  return result;
}

Matrix SoftMin::shares(const MatrixView& a) const {
  const Vector least = a.rowwise().minCoeff();
  Matrix share = std::isinf(stiffness) ? Matrix((a.array() == (least.replicate(1, a.cols())).array()).cast<double>())
                                       : Matrix((-stiffness * (a.colwise() - least)).array().exp());
  const Vector total = share.rowwise().sum();
  share.array().colwise() /= total.array();
  return share;
}

}  // namespace neon
