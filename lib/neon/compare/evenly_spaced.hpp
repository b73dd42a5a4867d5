#pragma once
#include <neon/core/types.hpp>

namespace neon {

/// `count` of 0 ... n - 1, evenly spaced and increasing: floor(i n / count). All of them for a count of 0 or less, or
/// more than n.
Labels evenly_spaced(Index count, Index n);

}  // namespace neon
