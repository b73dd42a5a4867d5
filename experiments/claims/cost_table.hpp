#pragma once
#include "experiments/claims/claim.hpp"

namespace neon::claims {

/// Seconds per stage, the whole run and the peak memory, as record_run stored them.
DataTable cost_table(const ResultReader& result);

/// What the result was computed with and from: version, commit, seed, threads, profile, sha256 of the inputs.
DataTable environment_table(const ResultReader& result);

}  // namespace neon::claims
