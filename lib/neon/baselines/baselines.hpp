#pragma once
#include <neon/explain/attributor.hpp>

#include <vector>

namespace neon::baselines {

/// Every comparison method named in baselines/CMakeLists.txt, in that order.
std::vector<Attributor> all();

/// The one with this name (e.g. "SA").  @throws Error naming the known ones
Attributor find(const std::string& name);

}  // namespace neon::baselines
