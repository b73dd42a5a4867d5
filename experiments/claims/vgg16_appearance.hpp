#pragma once
#include "experiments/claims/claim.hpp"

namespace neon::claims::vgg16 {

/// Section 5.3: what the clusters of the lowest and the highest layer look at.
std::vector<Claim> appearance_claims();

/// The clusters of one image and layer, one row each.
DataTable cluster_table(const ResultReader& file, const std::string& image, Index layer);

}  // namespace neon::claims::vgg16
