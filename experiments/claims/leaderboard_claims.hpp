#pragma once
#include "experiments/claims/claim.hpp"

namespace neon::claims {

/// Every method under every metric. The paper prints nothing of it: the claims are laws of the metrics.
Experiment leaderboard_experiment();

}  // namespace neon::claims
