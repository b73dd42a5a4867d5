#pragma once
#include "experiments/claims/claim.hpp"

namespace neon::claims {

/// What the wine demo of the later NEON paper prints (arXiv:1906.07633v2).
Experiment wine_experiment();

}  // namespace neon::claims
