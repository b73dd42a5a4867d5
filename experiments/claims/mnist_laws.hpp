#pragma once
#include "experiments/claims/claim.hpp"

namespace neon::claims::mnist {

/// What must hold whatever the data: root points are feasible, relevance adds up, integrated gradients are complete.
std::vector<Claim> law_claims();

/// Root points of every model.
DataTable root_table(const ResultReader& file);
/// How far sum R is from f, by method and model.
DataTable conservation_table(const ResultReader& file);

}  // namespace neon::claims::mnist
