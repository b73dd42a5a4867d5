#pragma once
#include <neon/core/error.hpp>
#include <neon/core/types.hpp>

namespace neon {

/// What every model asks of the cluster that a network is built for.
/// @throws Error if there are fewer than two clusters, c is none of them, or beta is not positive
inline void require_cluster(Index c, Index clusters, double beta) {
  require(clusters >= 2, "neuralize: {} clusters should be at least 2", clusters);
  require(c >= 0 && c < clusters, "neuralize: cluster {} should be in [0, {})", c, clusters);
  require(beta > 0, "neuralize: beta {} should be positive", beta);
}

}  // namespace neon
