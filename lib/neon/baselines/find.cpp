#include <neon/baselines/baselines.hpp>
#include <neon/core/error.hpp>
#include <neon/core/nearest_name.hpp>

namespace neon::baselines {

Attributor find(const std::string& name) {
  std::vector<std::string> known;
  for (const Attributor& baseline : all()) {
    if (same_name(baseline.name, name)) return baseline;
    known.push_back(baseline.name);
  }
  throw Error(
      fmt::format("baseline: '{}' should be one of {}{}", name, fmt::join(known, ", "), did_you_mean(name, known)));
}

}  // namespace neon::baselines
