#pragma once
#include <string>
#include <vector>

#include "experiments/claims/claim.hpp"
#include "experiments/claims/figure.hpp"

namespace neon::claims {

/// The whole report as one self-contained HTML page: claims, then each experiment's figures, tables and environment.
/// @param figures per chapter
std::string html_page(const std::vector<Chapter>& chapters, const std::vector<std::vector<Figure>>& figures);

}  // namespace neon::claims
