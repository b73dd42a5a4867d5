#pragma once
#include <neon/core/types.hpp>

namespace neon {

/// Numbers of points by cluster (row) and label (column).
using Contingency = Eigen::Matrix<Index, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// Share of points whose cluster is their label.  @throws Error if the lengths differ or are 0
double accuracy(const Labels& predicted, const Labels& truth);

/// Share of points that belong to the majority class of their cluster.  @throws Error as `contingency`
double purity(const Labels& cluster, const Labels& truth);

/// The same from counted points.  @throws Error if there are none
double purity(const Contingency& counts);

/// Normalised mutual information  2 I(cluster; truth) / (H(cluster) + H(truth)), in [0, 1]; 1 if both are constant.
/// @throws Error as `contingency`
double normalised_mutual_information(const Labels& cluster, const Labels& truth);

/// The same from counted points.  @throws Error if there are none
double normalised_mutual_information(const Contingency& counts);

/// counts(k, t): points of cluster k with label t; as many rows and columns as the largest cluster and label ask for.
/// @throws Error if the lengths differ or are 0, an entry is negative, or the table would have more than 1e8 entries
Contingency contingency(const Labels& cluster, const Labels& truth);

}  // namespace neon
