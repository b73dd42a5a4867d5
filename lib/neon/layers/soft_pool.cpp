#include <neon/layers/soft_pool.hpp>

#include <cmath>

namespace neon {

Vector SoftMin::forward(const MatrixView& a) const {
  Vector least = a.rowwise().minCoeff();
  if (std::isinf(stiffness)) return least;
  const Matrix excess = (-stiffness * (a.colwise() - least)).array().exp();  // in (0, 1], one of them 1
  return least - excess.rowwise().sum().array().log().matrix() / stiffness;
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
