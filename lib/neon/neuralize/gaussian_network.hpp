#pragma once
#include <neon/clustering/gaussian_mixture.hpp>
#include <neon/network/expanded_affine.hpp>
#include <neon/neuralize/standard_network.hpp>

#include <functional>

namespace neon {

/// The logit of membership in cluster c of Gaussians that share a covariance S: margins are affine,
///   h_k = w_k.(x - (mu_c + mu_k) / 2) + log(pi_c / pi_k),   w_k = S^-1 (mu_c - mu_k)
/// told about the mean of the means; the root point of each detection neuron is where h_k = 0 on the line through the
/// two means.
/// @param means [K, d]  @param weights [K] pi  @param solved v [d] -> S^-1 v [d]
StandardNetwork affine_gaussian_network(Index c, const Matrix& means, const Vector& weights, double beta,
                                        const std::function<Eigen::RowVectorXd(const Eigen::RowVectorXd&)>& solved);

/// The logit of membership in cluster c of a Gaussian mixture whose covariance is shared: margins are affine,
///   h_k = sum_i (mu_ci - mu_ki) / v_i (x_i - (mu_ci + mu_ki) / 2) + log(pi_c / pi_k)
/// told about the mean of the means; the root point of each detection neuron is where h_k = 0 on the line through the
/// two means.
/// @throws Error if c is no cluster, K < 2, beta is not positive, or the covariance is not shared
StandardNetwork shared_gaussian_network(const GaussianMixture& model, Index c);

/// The margins where each cluster has a covariance of its own, sums over features of log density ratios:
///   h_k = sum_i l_ki(x_i) + log(pi_c / pi_k),   l_ki = log( N(x_i | mu_ci, v_ci) / N(x_i | mu_ki, v_ki) )
/// quadratic in x_i, expanded about mu_c, where rounding is least.
/// The bias is told apart by feature: its own log density ratio, which vanishes where the two densities of that feature
/// cross, and a part of log(pi_c / pi_k) in proportion to how far the feature tells the two clusters apart (the
/// symmetrised Kullback-Leibler divergence; equal parts where none does). With equal variances both are the root
/// points of shared_gaussian_network.
/// @throws Error if c is no cluster, K < 2 or beta is not positive
ExpandedAffine quadratic_gaussian_layer(const GaussianMixture& model, Index c);

}  // namespace neon
