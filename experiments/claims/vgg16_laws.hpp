#pragma once
#include "experiments/claims/claim.hpp"

namespace neon::claims::vgg16 {

/// What must hold whatever the image: relevance is neither made nor lost between layers; beta meets its target.
std::vector<Claim> law_claims();

/// Conservation across every convolution, worst over images and clusters.
DataTable conservation_table(const ResultReader& file);

}  // namespace neon::claims::vgg16
