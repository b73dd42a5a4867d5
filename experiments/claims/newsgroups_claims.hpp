#pragma once
#include "experiments/claims/claim.hpp"

namespace neon::claims {

/// Section 5.2 of the NEON paper: Figure 6.
Experiment newsgroups_experiment();

}  // namespace neon::claims
