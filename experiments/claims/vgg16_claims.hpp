#pragma once
#include "experiments/claims/claim.hpp"

namespace neon::claims {

/// Section 5.3 of the NEON paper: Figure 7.
Experiment vgg16_experiment();

}  // namespace neon::claims
