#pragma once
#include "experiments/claims/claim.hpp"

namespace neon::claims::mnist {

/// Figure 5c, fast and detailed: what a method costs and tells; and the bars this project sets itself.
std::vector<Claim> cost_claims();

/// Time per point and method.
DataTable time_table(const ResultReader& file);

}  // namespace neon::claims::mnist
