#pragma once
#include "experiments/claims/claim.hpp"

namespace neon::claims {

/// The laws of the method, on every kind of cluster model.
Experiment models_experiment();

}  // namespace neon::claims
