#pragma once
#include <neon/clustering/kmeans.hpp>
#include <neon/layers/linear.hpp>
#include <neon/layers/soft_pool.hpp>
#include <neon/network/competitors.hpp>
#include <neon/network/network.hpp>

namespace neon {

/// The logit of membership in cluster c of standard k-means, as a detection and a pooling layer:
///   h_k = w_k.x + b_k,  w_k = 2 (mu_c - mu_k),  b_k = ‖mu_k‖^2 - ‖mu_c‖^2 + offset_k - offset_c   (k != c)
///   f_c = softmin^beta_k h_k
/// or that of any model whose margins are affine. Competitors keep the order of the clusters, c left out. The detection
/// layer is told about the mean of the centroids, so that data far from 0 lose no digits.
/// Source: NEON paper, Sec. 3.2.
struct StandardNetwork {
  Index cluster = 0;
  Linear detection = {};  ///< [K - 1, d]; networks of one's own may leave its origin at 0
  Matrix root = {};  ///< [K - 1, d] root point of each detection neuron, told from the layer's origin: where h_k = 0
                     ///< on the line through mu_c and mu_k (the midpoint when offset = 0)
  SoftMin pool{infinity};

  /// The network of these two layers.
  operator Network() const;  // NOLINT: wherever a network is asked for, this is one
};

/// @throws Error if c is no cluster, K < 2 or beta is not positive, or squared distances between the centroids leave
/// the range of doubles (frame_of)
StandardNetwork neuralize(const KMeans& model, Index c);

}  // namespace neon
