#pragma once
#include <neon/core/types.hpp>

#include <vector>

namespace neon {

/// Rows in the order of their clusters; those of one cluster keep theirs.
struct RowsByCluster {
  Labels order;              ///< [m] the rows
  std::vector<Index> begin;  ///< [K + 1]: cluster k has order[begin[k]] ... order[begin[k + 1] - 1]
};
/// @param cluster [m] of each row, >= 0; K is one more than the largest, 0 without rows
RowsByCluster rows_by_cluster(const Labels& cluster);

/// The cluster of each row, where rows are in that order. [m]
Labels cluster_of_rows(const std::vector<Index>& begin);

}  // namespace neon
