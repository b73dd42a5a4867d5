#pragma once
#include <neon/explain/attributor.hpp>

#include <vector>

namespace neon::baselines {

/// Every comparison method named in baselines/CMakeLists.txt, in that order.
std::vector<Attributor> all();

/// Those of them that every experiment runs: they ask for no background, and for some dozens of evaluations a point at
/// most.
std::vector<Attributor> everywhere();

/// Those and the others that the experiment `leaderboard` runs: all but second estimates of the same thing.
std::vector<Attributor> on_leaderboard();

/// The one with this name (e.g. "SA"), in capitals or not.  @throws Error naming the known ones
Attributor find(const std::string& name);

}  // namespace neon::baselines
