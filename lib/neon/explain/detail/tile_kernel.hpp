#pragma once
#include <neon/core/detail/kernel.hpp>

#include <cstddef>

namespace neon {

/// What the pool and the detection layer's denominators make of a tile, for each of its points.  [lanes] each
struct TileAccount {
  double *logit, *smallest, *negative, *total;
};

/// Behind MidpointTile, for one instruction set. A tile is `lanes` points, [K, lanes] the outlier scores, one lane for
/// each point.
struct TileKernel {
  /// out = x - origin, for n points.  @param x [n, d], rows `stride` apart  @param out [n, d]
  void (*centre)(const double* x, std::ptrdiff_t stride, std::ptrdiff_t n, std::ptrdiff_t d, const double* origin,
                 double* out);
  /// The nearest centroid of each point, of several the first.
  void (*nearest)(const double* outlier, std::ptrdiff_t clusters, double* cluster);
  /// The scores become s (MidpointTile).  @param weight [K, lanes] written
  void (*shares)(double* outlier, std::ptrdiff_t clusters, const double* cluster, double beta, double* weight,
                 const TileAccount& account);
  /// relevance_i = at_i part_i + part_(d + i).  @return their sum
  double (*relevance)(const double* at, const double* part, std::ptrdiff_t d, double* relevance);
};

NEON_KERNEL(TileKernel, tile_kernel)

}  // namespace neon
