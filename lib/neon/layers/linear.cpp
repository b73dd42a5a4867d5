#include <neon/core/error.hpp>
#include <neon/core/product.hpp>
#include <neon/layers/linear.hpp>

namespace neon {

Matrix Linear::forward(const MatrixView& x) const {
  require(x.cols() == weight.cols(), "Linear: {} features should be {}", x.cols(), weight.cols());
  Matrix y(x.rows(), weight.rows());
  y.noalias() = x * weight.transpose();
  y.rowwise() += bias.transpose();
  return y;
}

Matrix Linear::backward(const MatrixView& gradient) const {
  require(gradient.cols() == weight.rows(), "Linear: gradient of {} outputs should be {}", gradient.cols(),
          weight.rows());
  Matrix result = Matrix::Zero(gradient.rows(), weight.cols());
  add_product(gradient, weight, result);
  return result;
}

Linear Linear::mapped(WeightMap map) const {
  switch (map) {
    case WeightMap::positive:
      return {weight.cwiseMax(0), bias.cwiseMax(0)};
    case WeightMap::negative:
      return {weight.cwiseMin(0), bias.cwiseMin(0)};
    case WeightMap::square:
      return {weight.cwiseAbs2(), bias.cwiseAbs2()};
    case WeightMap::one:
      return {Matrix::Ones(weight.rows(), weight.cols()), Vector::Zero(bias.size())};
    case WeightMap::identity:
      break;
  }
  return *this;
}

}  // namespace neon
