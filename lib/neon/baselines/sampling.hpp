#pragma once
#include <neon/explain/attributor.hpp>

namespace neon::baselines {

/// The sampling methods with other settings than those of the tables.
/// @throws Error if a number of samples is not positive, or the noise is negative or not finite

/// @param noise standard deviation as a share of the range of the point's features
Attributor smooth_grad(Index samples, double noise);
/// @param samples pairs of a background point and a place on the way to it, per point
Attributor expected_gradients(Index samples);
/// @param pairs of perturbed points, beyond 1 per feature
Attributor lime(Index pairs);
/// @param coalitions beyond 2 per feature; where that many exist or fewer, all are taken
Attributor kernel_shap(Index coalitions);
/// @param sets beyond 2 per feature, at most, if they are enough for one order of the features and its reverse
Attributor permutation_shap(Index sets);

}  // namespace neon::baselines
