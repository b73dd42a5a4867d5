#pragma once
#include <neon/clustering/kmeans.hpp>
#include <neon/layers/linear.hpp>
#include <neon/layers/soft_pool.hpp>

namespace neon {

/// The logit of membership in cluster c of standard k-means, as a detection and a pooling layer:
///   h_k = w_k.x + b_k,  w_k = 2 (mu_c - mu_k),  b_k = ‖mu_k‖^2 - ‖mu_c‖^2 + offset_k - offset_c   (k != c)
///   f_c = softmin^beta_k h_k
/// Competitors keep the order of the clusters, c left out. The detection layer is told about the mean of the centroids,
/// so that data far from 0 lose no digits.  Source: NEON paper, Sec. 3.2.
struct StandardNetwork {
  Index cluster = 0;
  Linear detection = {};  ///< [K - 1, d]; networks of one's own may leave its origin at 0
  Matrix root = {};  ///< [K - 1, d] root point of each detection neuron, told from the layer's origin: where h_k = 0
                     ///< on the line through mu_c and mu_k (the midpoint when offset = 0)
  SoftMin pool{infinity};

  Matrix margins(const MatrixView& x) const { return detection.forward(x); }
  Matrix pullback(const MatrixView&, const MatrixView& weight) const { return detection.backward(weight); }
};

/// @throws Error if c is no cluster, K < 2 or beta is not positive, or squared distances between the centroids leave
/// the range of doubles (frame_of)
StandardNetwork neuralize(const KMeans& model, Index c);

/// Cluster number of the competitor in column `column` of the margins of cluster c.
inline Index competitor_cluster(Index c, Index column) { return column < c ? column : column + 1; }

}  // namespace neon
