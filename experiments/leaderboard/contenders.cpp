#include "experiments/leaderboard/contenders.hpp"

#include <neon/baselines/baselines.hpp>

namespace neon::experiments::leaderboard {

std::vector<Contender> contenders(double lower, double upper) {
  std::vector<Contender> all{neon_contender("NEON", composites::find("paper-v1", lower, upper)),
                             neon_contender("NEON midpoint", composites::find("paper-v2", lower, upper))};
  for (Attributor& baseline : baselines::all()) all.push_back(contender(std::move(baseline)));
  return all;
}

}  // namespace neon::experiments::leaderboard
