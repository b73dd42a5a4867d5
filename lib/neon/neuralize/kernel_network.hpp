#pragma once
#include <neon/clustering/kernel_kmeans.hpp>
#include <neon/layers/linear.hpp>
#include <neon/layers/soft_pool.hpp>

#include <memory>

namespace neon {

/// What the soft pools over support vectors did at each point.
struct KernelPooling {
  Matrix score;    ///< [n, m] d_j = ‖x - x_j‖^2 + b_k, up to a number common to all j of a point
  Matrix share;    ///< [n, m] softmin^gamma shares inside each cluster: q_{j|k} for competitors, r_i for c itself
  Matrix outlier;  ///< [n, K] o_k, up to the same number
};

/// The logit of membership in cluster c of kernel k-means, the paper's improved network:
///   a_ijk = w_ij.x + b_ijk,  w_ij = 2 (x_i - x_j),  b_ijk = ‖x_j‖^2 - ‖x_i‖^2 + b_k - b_c   (i in C_c, j in C_k)
///   z_jk = softmax^gamma_i a_ijk,   h_k = softmin^gamma_j z_jk,   f_c = softmin^beta_k h_k
/// The pair layer is never formed: a_ijk = d_j - d_i, so that the pools factorise, h_k = o_k - o_c, and a forward pass
/// costs one product with the support vectors, told about their mean. Only differences of the d_j matter.
/// Source: NEON paper, Sec. 3.3; factorisation: docs/method.md.
struct KernelNetwork {
  std::shared_ptr<const KernelKMeans> model;
  Index cluster = 0;
  SoftMin pool{infinity};
  Eigen::RowVectorXd origin = {};  ///< [d] mean of the support vectors
  Matrix support = {};             ///< [m, d] z_j = x_j - origin
  Matrix minus_two_support = {};   ///< [d, m] -2 z_j in columns
  Vector squared_norm = {};        ///< [m] ‖z_j‖^2
  Vector log_norm = {};            ///< [m] b_k of each support vector's cluster

  Matrix margins(const MatrixView& x) const;
  /// sum_k weight_k grad h_k = 2 (sum_k weight_k) sum_i r_i x_i - 2 sum_k weight_k sum_j q_{j|k} x_j
  Matrix pullback(const MatrixView& x, const MatrixView& weight) const;

  /// d_j of every support vector, up to a number common to all j of a point: affine in x, and as near to the d_j as the
  /// numbers themselves, also where most of ‖x - origin‖^2 cancels.  [n, m]
  Matrix scores(const MatrixView& x) const;
  /// Points that have support vectors of this and of another cluster so near that little is left of the squares which
  /// cancel in their distances: sums over the support vectors lose what tells those apart.  @param score of x  @return
  /// [n]
  std::vector<bool> crowded(const MatrixView& x, const Matrix& score) const;
  KernelPooling pooling(const MatrixView& x) const { return pooling_of(scores(x)); }
  /// The pools over given scores [n, m].
  KernelPooling pooling_of(Matrix score) const;
  Matrix margins_of(const KernelPooling& pooling) const;
  /// The pullback at points whose pools are given.
  Matrix pullback_of(const KernelPooling& pooling, const MatrixView& weight) const;
  /// Coefficients u [n, m] such that sum_k weight_k grad h_k = u * support.
  Matrix pullback_coefficients(const KernelPooling& pooling, const MatrixView& weight) const;

  /// The pair layer of competitor k, formed: row (i, j) at i * |C_k| + j. For reading the network and for rules that
  /// split the weights by sign.
  Linear pair_layer(Index k) const;
};

/// @throws Error if c is no cluster or beta is not positive, or squared distances between the support vectors leave the
/// range of doubles (frame_of)
KernelNetwork neuralize(const KernelKMeans& model, Index c);

/// The same function by the paper's naive network: distances, softmin^gamma per cluster, differences, softmin^beta.
struct NaiveKernelNetwork {
  std::shared_ptr<const KernelKMeans> model;
  Index cluster = 0;
  SoftMin pool{infinity};

  Matrix margins(const MatrixView& x) const;
  Vector value(const MatrixView& x) const { return pool.forward(margins(x)); }
};

NaiveKernelNetwork neuralize_naively(const KernelKMeans& model, Index c);

}  // namespace neon
