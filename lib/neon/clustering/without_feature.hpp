#pragma once
#include <neon/clustering/model.hpp>

namespace neon {

/// The model that does without one covariate, the assignment of the data held as it was. It still takes points of d
/// features; give them 0 there (only spherical k-means, through the length of a point, would see it).
/// - standard k-means: the coordinate dropped from the centroids, ‖x - mu_k‖^2 less its i-th term; an offset that
///   cancels ‖mu_k‖^2 (without_bias) cancels what is left of it;
/// - kernel k-means: dropped from the support vectors, norms Z_k computed anew;
/// - deep k-means: the feature's weights in the first layer are 0; phi is not trained again;
/// - spherical k-means: dropped from the centroids, which are scaled to unit norm again; a mixture loses the coordinate
///   of its Gaussians (their marginals), an agglomerative clustering that of its members.
/// @throws Error if there is no such feature
ClusterModel without_feature(ClusterModel model, Index feature);

}  // namespace neon
