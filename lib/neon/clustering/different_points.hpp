#pragma once
#include <neon/core/types.hpp>

#include <string_view>
#include <vector>

namespace neon {

/// How many different rows x has, as far as `most`: counting stops there.
/// @param x [n, d], finite
Index different_points(const MatrixView& x, Index most);

/// How many different directions x has, as far as `most`; those that differ by rounding only count as one.
/// @param unit [n, d], rows of unit norm
Index different_directions(const MatrixView& unit, Index most);

/// Refuses more clusters than there are different points: some would be copies of others, and no logit could tell them
/// apart. Every fit asks this.
/// @param different as counted, at most `clusters`  @param what "points" or "directions"
/// @throws Error naming `where`, both numbers, and that the points are all equal if they are
void require_different(Index clusters, Index different, std::string_view where, std::string_view what = "points");

/// Refuses a model with two clusters of the same prototypes.
/// @param prototypes [K, p], all that makes up each cluster  @param what e.g. "centroids"
/// @throws Error naming `where` and the two clusters, which count from 0
void require_distinct_clusters(const MatrixView& prototypes, std::string_view where, std::string_view what);

/// The same for clusters of several points each, in any order.
/// @param points [m, d], sorted by cluster  @param begin [K + 1]: cluster k owns rows begin[k] ... begin[k + 1] - 1
void require_distinct_clusters(const MatrixView& points, const std::vector<Index>& begin, std::string_view where,
                               std::string_view what);

}  // namespace neon
