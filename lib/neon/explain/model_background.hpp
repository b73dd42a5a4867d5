#pragma once
#include <neon/clustering/model.hpp>
#include <neon/explain/attributor.hpp>

namespace neon {

/// A background of these points: the clusters that the model assigns them to, and the model without each feature.
/// @param x [m, d], m >= 1, finite  @throws Error otherwise
Background model_background(const ClusterModel& model, Matrix x);

}  // namespace neon
