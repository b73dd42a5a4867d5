#pragma once
#include <neon/clustering/model.hpp>

#include <optional>

namespace neon::experiments {

/// The cluster whose score is the same everywhere, "noise" or "threshold"; none in most models.
std::optional<Index> constant_cluster(const ClusterModel& model);

}  // namespace neon::experiments
