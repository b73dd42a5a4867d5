#include "experiments/support/constant_cluster.hpp"

namespace neon::experiments {

std::optional<Index> constant_cluster(const ClusterModel& model) {
  const std::vector<std::string> names = model->score_names();
  for (std::size_t k = 0; k < names.size(); ++k)
    if (names[k] == "noise" || names[k] == "threshold") return static_cast<Index>(k);
  return std::nullopt;
}

}  // namespace neon::experiments
