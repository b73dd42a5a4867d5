#pragma once
#include <neon/explain/attributor.hpp>

namespace neon::baselines {

/// The sampling methods with other settings than those of the tables.
/// @throws Error if a number of samples is not positive, or the noise is negative or not finite

/// @param noise standard deviation as a share of the range of the point's features
Attributor smooth_grad(Index samples, double noise);
/// @param samples pairs of a background point and a place on the way to it, per point
Attributor expected_gradients(Index samples);
/// @param samples perturbed points beyond 2 per feature
Attributor lime(Index samples);
/// @param coalitions beyond 2 per feature; where that many exist or fewer, all are taken
Attributor kernel_shap(Index coalitions);

}  // namespace neon::baselines
