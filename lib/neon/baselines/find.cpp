#include <neon/baselines/baselines.hpp>
#include <neon/core/error.hpp>

namespace neon::baselines {

Attributor find(const std::string& name) {
  std::string known;
  for (const Attributor& baseline : all()) {
    if (baseline.name == name) return baseline;
    known += (known.empty() ? "" : ", ") + baseline.name;
  }
  throw Error(fmt::format("baseline: '{}' should be one of {}", name, known));
}

}  // namespace neon::baselines
