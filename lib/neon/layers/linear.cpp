#include <neon/core/error.hpp>
#include <neon/core/product.hpp>
#include <neon/core/product_transposed.hpp>
#include <neon/layers/linear.hpp>

namespace neon {

Matrix Linear::forward(const MatrixView& x) const {
  require(x.cols() == weight.cols(), "Linear: {} features should be {}", x.cols(), weight.cols());
  Matrix y = bias.transpose().replicate(x.rows(), 1);
  if (origin.size() == 0)
    add_product_transposed(x, weight, y);
  else
    add_product_transposed(centred(x), weight, y);
  return y;
}

Matrix Linear::backward(const MatrixView& gradient) const {
  require(gradient.cols() == weight.rows(), "Linear: gradient of {} outputs should be {}", gradient.cols(),
          weight.rows());
  Matrix result = Matrix::Zero(gradient.rows(), weight.cols());
  add_product(gradient, weight, result);
  return result;
}

Matrix Linear::centred(const MatrixView& x) const {
  if (origin.size() == 0) return x;
  require(x.cols() == origin.size(), "Linear: {} features should be {}, those of its origin", x.cols(), origin.size());
  return x.rowwise() - origin;
}

Vector bias_at_zero(const Linear& layer) {
  if (layer.origin.size() == 0) return layer.bias;
  return layer.bias - layer.weight * layer.origin.transpose();
}

}  // namespace neon
