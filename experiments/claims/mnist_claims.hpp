#pragma once
#include "experiments/claims/claim.hpp"

namespace neon::claims {

/// Section 5.1 of the NEON paper: Figures 4 and 5.
Experiment mnist_experiment();

}  // namespace neon::claims
