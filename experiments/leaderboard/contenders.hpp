#pragma once
#include <neon/compare/contender.hpp>

#include <vector>

namespace neon::experiments::leaderboard {

/// NEON as in the paper (zB at the features) and with the midpoint rule of its later version, then every baseline.
/// @param lower, upper the features' domain, for zB
std::vector<Contender> contenders(double lower, double upper);

}  // namespace neon::experiments::leaderboard
