#include <neon/core/detail/exponential_kernel.hpp>
#include <neon/layers/soft_pool.hpp>

#include <cmath>

namespace neon {

Vector SoftMin::forward(const MatrixView& a) const {
  const ExponentialKernel& kernel = exponential_kernel();
  Vector result(a.rows());
  for (Index row = 0; row < a.rows(); ++row) {
    const double* const values = a.row(row).data();
    const double least = kernel.least(values, a.cols());
    // Of terms in (0, 1], one of them 1.
    const double sum = std::isfinite(stiffness) ? kernel.sum(values, a.cols(), stiffness, least) : 1;
    result(row) = std::isfinite(stiffness) ? least - std::log(sum) / stiffness : least;
  }
  return result;
}

Matrix SoftMin::shares(const MatrixView& a) const {
  const ExponentialKernel& kernel = exponential_kernel();
  Matrix share(a.rows(), a.cols());
  for (Index row = 0; row < a.rows(); ++row) {
    const double* const values = a.row(row).data();
    const double least = kernel.least(values, a.cols());
    if (std::isfinite(stiffness)) {
      const double total = kernel.terms(values, a.cols(), stiffness, least, share.row(row).data());
      share.row(row) /= total;
    } else {
      share.row(row) =
          (a.row(row).array() == least).cast<double>() / static_cast<double>((a.row(row).array() == least).count());
    }
  }
  return share;
}

}  // namespace neon
