#pragma once
#include <neon/core/types.hpp>

namespace neon {

/// The margins of cluster c have one column per competitor: the other clusters in their order, c left out.

/// Cluster number of the competitor in column `column` of the margins of cluster c.
inline Index competitor_cluster(Index c, Index column) { return column < c ? column : column + 1; }

/// Column of the competitor k in the margins of cluster c.  @pre k != c
inline Index competitor_column(Index c, Index k) { return k < c ? k : k - 1; }

}  // namespace neon
