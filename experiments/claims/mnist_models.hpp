#pragma once
#include "experiments/claims/claim.hpp"

namespace neon::claims::mnist {

/// Section 5.1 and Figure 4: accuracies, soft-assign targets, kernel width.
std::vector<Claim> model_claims();

/// Accuracy and parameters of every model.
DataTable model_table(const ResultReader& file);

}  // namespace neon::claims::mnist
