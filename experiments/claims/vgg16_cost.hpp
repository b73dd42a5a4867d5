#pragma once
#include "experiments/claims/claim.hpp"

namespace neon::claims::vgg16 {

/// The bars this project sets itself, in forward passes of the same network in the same run.
std::vector<Claim> cost_claims();

}  // namespace neon::claims::vgg16
