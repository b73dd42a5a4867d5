#pragma once
#include <neon/clustering/spherical_kmeans.hpp>
#include <neon/neuralize/standard_network.hpp>

namespace neon {

/// The logit of membership in cluster c of spherical k-means: a normalisation layer u = x / ‖x‖, then standard k-means
/// on u, whose biases vanish because centroids have unit norm.
///   f_c = softmin^beta_k h_k,   h_k = 2 (mu_c - mu_k).u
/// A point at 0 has no direction; u = 0 there: the network is defined everywhere, and all margins are 0.
struct SphericalNetwork {
  StandardNetwork head;

  Matrix margins(const MatrixView& x) const;
  /// The gradient passes the normalisation by its Jacobian, (I - u u^T) / ‖x‖; 0 at x = 0.
  Matrix pullback(const MatrixView& x, const MatrixView& weight) const;
};

/// @throws Error if c is no cluster, K < 2 or beta is not positive
SphericalNetwork neuralize(const SphericalKMeans& model, Index c);

}  // namespace neon
