#pragma once
#include <neon/core/types.hpp>

namespace neon {

/// The score beyond which a share of the points lies, at least one and not all: midway between the two points next to
/// it.  @param score [n], n >= 2  @throws Error if the share is not in (0, 1), or n < 2
double outlier_threshold(Vector score, double share);

}  // namespace neon
