#pragma once
#include <string>
#include <vector>

#include "experiments/claims/claim.hpp"

namespace neon::claims {

/// The claim table for a terminal: aligned columns, at most 119 characters wide, reasons below their rows.
std::string text_table(const std::vector<Chapter>& chapters);

/// "5 reproduced, 1 differs, 38 not run; 4 told, not judged"
std::string summary(const std::vector<Chapter>& chapters);

}  // namespace neon::claims
