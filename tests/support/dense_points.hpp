#pragma once
#include <algorithm>

#include "support/samples.hpp"

namespace neon::samples {

/// Groups that touch, with noise between them.
inline Matrix dense_groups(Index points, Index features, std::uint64_t seed) {
  Matrix x = 0.6 * normal(points, features, seed);
  for (Index n = 0; n < points; ++n) {
    if (n % 7 == 0)
      x.row(n) = 8 * uniform(1, features, seed + static_cast<std::uint64_t>(n)).array() - 2;
    else
      x(n, n % std::min<Index>(2, features)) += 2.0 * static_cast<double>(n % 3);
  }
  return x;
}

}  // namespace neon::samples
