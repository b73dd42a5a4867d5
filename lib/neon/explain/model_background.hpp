#pragma once
#include <neon/clustering/model.hpp>
#include <neon/explain/attributor.hpp>

namespace neon {

/// A background of these points: the clusters that the model assigns them to, and the model without each feature.
/// @param x [m, d], m >= 1, finite  @throws Error otherwise; the evidence without a feature of spherical k-means throws
/// at points that have no other
Background model_background(const ClusterModel& model, Matrix x);

/// f of cluster c by the model without a feature, which stays in the points and is not looked at.
Evidence evidence_without(const ClusterModel& model, Index feature, Index c);

}  // namespace neon
