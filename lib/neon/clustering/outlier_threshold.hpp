#pragma once
#include <neon/clustering/fit.hpp>
#include <neon/network/constant_margins.hpp>

namespace neon {

/// The score beyond which a share of the points lies, at least one and not all: midway between the two points next to
/// it.  @param score [n], n >= 2  @throws Error if the share is not in (0, 1), or n < 2
double outlier_threshold(Vector score, double share);

/// The setting of that share, called "outliers".
Setting outlier_share_setting();

/// The network of a model that holds pooled distances to points against a threshold: cluster 0 are the inliers, cluster
/// 1 the outliers.
/// @param offset [m] theta_j, or empty  @param options of the pools; favours is chosen by c
/// @throws Error if c is not 0 or 1, or beta is not positive
Network threshold_network(Index c, const MatrixView& points, const Vector& offset, double threshold,
                          ConstantMarginOptions options, double beta);

}  // namespace neon
