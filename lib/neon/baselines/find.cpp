#include <neon/baselines/baselines.hpp>
#include <neon/core/error.hpp>
#include <neon/core/nearest_name.hpp>

#include <algorithm>

namespace neon::baselines {
namespace {

/// ASCII only, whatever the locale.
char lower(char letter) { return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter; }

bool same(const std::string& a, const std::string& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char p, char q) { return lower(p) == lower(q); });
}

}  // namespace

Attributor find(const std::string& name) {
  std::vector<std::string> known;
  for (const Attributor& baseline : all()) {
    if (same(baseline.name, name)) return baseline;
    known.push_back(baseline.name);
  }
  throw Error(
      fmt::format("baseline: '{}' should be one of {}{}", name, fmt::join(known, ", "), did_you_mean(name, known)));
}

}  // namespace neon::baselines
