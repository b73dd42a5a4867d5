#pragma once
#include "experiments/claims/claim.hpp"

namespace neon::claims::vgg16 {

/// Which order of patches takes a cluster's evidence away faster; a test that the paper does not make.
std::vector<Claim> flipping_claims();

/// Areas under the flipping curves by image and layer.
DataTable flipping_table(const ResultReader& file);

}  // namespace neon::claims::vgg16
