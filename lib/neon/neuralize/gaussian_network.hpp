#pragma once
#include <neon/clustering/gaussian_mixture.hpp>
#include <neon/neuralize/standard_network.hpp>

namespace neon {

/// The logit of membership in cluster c of a Gaussian mixture whose covariance is shared: margins are affine,
///   h_k = sum_i (mu_ci - mu_ki) / v_i (x_i - (mu_ci + mu_ki) / 2) + log(pi_c / pi_k)
/// told about the mean of the means; the root point of each detection neuron is where h_k = 0 on the line through the
/// two means.
/// @throws Error if c is no cluster, K < 2, beta is not positive, or the covariance is not shared
StandardNetwork shared_gaussian_network(const GaussianMixture& model, Index c);

/// The same where each cluster has a covariance of its own: margins are sums over features of log density ratios,
///   h_k = sum_i l_ki(x_i) + log(pi_c / pi_k),   l_ki = log( N(x_i | mu_ci, v_ci) / N(x_i | mu_ki, v_ki) )
/// quadratic in x_i: an affine detection layer on the expanded features (y, y^2), y = x - centre, whose coefficients
/// are small numbers where the centre is near the data.
struct QuadraticNetwork {
  Index cluster = 0;
  Eigen::RowVectorXd centre;  ///< [d] of the expansion: mu_c, where rounding is least
  Linear detection;           ///< [K - 1, 2 d] on (y, y^2)
  Matrix constant;            ///< [K - 1, d] each feature's part of the bias, see below
  SoftMin pool{1};

  Index features() const { return centre.size(); }
  /// (y, y^2).  @param x [n, d]  @return [n, 2 d]
  Matrix expand(const MatrixView& x) const;
  Matrix margins(const MatrixView& x) const { return detection.forward(expand(x)); }
  Matrix pullback(const MatrixView& x, const MatrixView& weight) const;
  /// The same function, expanded about another centre.
  QuadraticNetwork about(const Eigen::RowVectorXd& other) const;
};

/// The bias is told apart by feature: its own log density ratio, which vanishes where the two densities of that feature
/// cross, and a part of log(pi_c / pi_k) in proportion to how far the feature tells the two clusters apart (the
/// symmetrised Kullback-Leibler divergence; equal parts where none does). With equal variances both are the root
/// points of shared_gaussian_network.
/// @throws Error if c is no cluster, K < 2 or beta is not positive
QuadraticNetwork quadratic_gaussian_network(const GaussianMixture& model, Index c);

}  // namespace neon
