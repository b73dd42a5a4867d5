#pragma once
#include "experiments/claims/claim.hpp"

namespace neon::claims::mnist {

/// Figure 5b: whose pixel-flipping curve drops faster, one claim per model and statement, judged by the area under the
/// curve with the paper's protocol (box root points, pooled order). The reason names the other protocols that disagree.
std::vector<Claim> ranking_claims();

}  // namespace neon::claims::mnist
