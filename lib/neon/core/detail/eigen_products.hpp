#pragma once
#include <Eigen/Core>

/// Eigen's products of matrices of doubles, compiled once (eigen_products.cpp) and not in every file that multiplies:
/// under the sanitizers they take most of the compiler's time. Included ahead of every file where NEON_SANITISED is
/// set; installed libraries know nothing of it.
// NOLINTBEGIN
namespace Eigen::internal {

using NeonProduct = gebp_traits<double, double, false, false>;
template <int order>
using NeonRead = const_blas_data_mapper<double, Index, order>;

}  // namespace Eigen::internal

#define NEON_EIGEN_PRODUCT extern template struct
#include <neon/core/eigen_products.inc>
#undef NEON_EIGEN_PRODUCT
// NOLINTEND
