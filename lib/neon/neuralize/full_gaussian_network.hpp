#pragma once
#include <neon/clustering/full_gaussian_mixture.hpp>
#include <neon/network/quadratic_forms.hpp>
#include <neon/neuralize/standard_network.hpp>

namespace neon {

/// The logit of membership in cluster c of a mixture whose covariance matrix S is shared: margins are affine,
///   h_k = w_k.(x - (mu_c + mu_k) / 2) + log(pi_c / pi_k),   w_k = S^-1 (mu_c - mu_k)
/// as shared_gaussian_network tells them.
/// @throws Error if c is no cluster, K < 2, beta is not positive, or the covariance is not shared or singular
StandardNetwork tied_gaussian_network(const FullGaussianMixture& model, Index c);

/// The margins where each cluster has a covariance matrix of its own: a feature's constant is the log ratio of its
/// variances, 1/2 log(v_ki / v_ci), and a part of what belongs to no single feature, log(pi_c / pi_k) and the log ratio
/// of the correlations' determinants, in proportion to its part of the symmetrised Kullback-Leibler divergence
///   t_i = 1/2 ( (S_k^-1 S_c)_ii + (S_c^-1 S_k)_ii - 2 + (mu_c - mu_k)_i ((S_c^-1 + S_k^-1) (mu_c - mu_k))_i )
/// (equal parts where there is none). With diagonal S_k it is quadratic_gaussian_layer, with equal S_k the constants
/// are those of tied_gaussian_network's root points.
/// @throws Error if c is no cluster, K < 2, beta is not positive, or a covariance is singular
QuadraticForms full_gaussian_layer(const FullGaussianMixture& model, Index c);

}  // namespace neon
