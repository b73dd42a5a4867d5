#pragma once
#include <neon/clustering/agglomerative.hpp>
#include <neon/clustering/kernel_kmeans.hpp>
#include <neon/network/pooled_distances.hpp>

namespace neon {

/// The margins of kernel k-means, from the distances to its support vectors: the paper's improved network.
/// @throws Error if c is no cluster, K < 2 or beta is not positive, or squared distances between the support vectors
/// leave the range of doubles (frame_of)
PooledDistances pooled_distances(const KernelKMeans& model, Index c);

/// The margins of an agglomerative clustering, from the distances to its members or their means. Squares are expanded
/// about the mean of the members of c, so that neither the origin of the data nor a cluster far away costs digits.
/// @throws Error likewise
PooledDistances pooled_distances(const Agglomerative& model, Index c);

}  // namespace neon
