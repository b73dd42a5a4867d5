#include <neon/core/detail/eigen_products.hpp>

#define NEON_EIGEN_PRODUCT template struct
#include <neon/core/eigen_products.inc>
