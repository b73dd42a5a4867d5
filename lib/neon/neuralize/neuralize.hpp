#pragma once
#include <neon/clustering/model.hpp>
#include <neon/neuralize/standard_network.hpp>

namespace neon {

/// Converts a cluster model into the neural network that computes its logit f_c, without retraining.
/// @param c the cluster whose membership is explained
/// @throws Error if c is no cluster, K < 2 or beta is not positive, or squared distances leave the range of doubles
Network neuralize(const ClusterModel& model, Index c);

/// The pools of kernel k-means over the distances to its support vectors (pooled_distances), below the soft minimum.
Network neuralize(const KernelKMeans& model, Index c);

/// The same of an agglomerative clustering, with hard pools (kernel k-means tends to single linkage as gamma grows).
Network neuralize(const Agglomerative& model, Index c);

/// The layers of phi, rectifiers between them, then standard k-means on what they give.  Source: NEON paper, Sec. 3.4.
Network neuralize(const DeepKMeans& model, Index c);

/// Standard k-means on the directions: biases vanish because centroids have unit norm,  h_k = 2 (mu_c - mu_k).u.
Network neuralize(const SphericalKMeans& model, Index c);

/// With a shared covariance the margins are affine (shared_gaussian_network), with any other quadratic
/// (quadratic_gaussian_layer).
Network neuralize(const GaussianMixture& model, Index c);

/// The same network below a normalisation layer, u = x / ‖x‖.
Network on_directions(const StandardNetwork& network);

}  // namespace neon
