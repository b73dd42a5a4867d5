#pragma once
#include "experiments/claims/claim.hpp"

namespace neon::claims {

/// The points outside the majority class of their cluster, one row each.
DataTable wine_table(const ResultReader& wine);

}  // namespace neon::claims
