#pragma once
#include <neon/clustering/full_gaussian_mixture.hpp>

#include <Eigen/LU>

#include <cmath>

#include "support/samples.hpp"

/// Gaussian mixtures whose covariances are matrices: samples, and their densities in extended precision.
namespace neon {

namespace samples {

/// Clusters of different weights and correlations; one covariance where it is tied.
inline FullGaussianMixture full_mixture(Index clusters, Index features, bool tied, std::uint64_t seed) {
  const Vector weight = Vector::LinSpaced(clusters, 1, 2);
  const Index matrices = tied ? 1 : clusters;
  FullGaussianMixture model{uniform(clusters, features, seed), Matrix(matrices * features, features),
                            weight / weight.sum()};
  for (Index k = 0; k < matrices; ++k) {
    const Matrix root = 0.3 * normal(features, features, seed + 200 + static_cast<std::uint64_t>(k));
    model.covariances.middleRows(k * features, features) =
        root * root.transpose() + Matrix(0.05 * Matrix::Identity(features, features));
  }
  return model;
}

/// The same mixture with matrices, on their diagonals what it has.
inline FullGaussianMixture with_matrices(const GaussianMixture& mixture) {
  const Index d = mixture.features();
  FullGaussianMixture model{mixture.means, Matrix(mixture.variances.rows() * d, d), mixture.weights, mixture.beta};
  for (Index k = 0; k < mixture.variances.rows(); ++k)
    model.covariances.middleRows(k * d, d) = mixture.variances.row(k).asDiagonal();
  return model;
}

}  // namespace samples

namespace slow {

using LongMatrix = Eigen::Matrix<long double, Eigen::Dynamic, Eigen::Dynamic>;

/// log( pi_k N(x | mu_k, S_k) ), by the inverse and the determinant.
inline long double log_density(const FullGaussianMixture& model, const Eigen::RowVectorXd& x, Index k) {
  const LongMatrix covariance = model.covariance(k).cast<long double>(), inverse = covariance.inverse();
  long double form = 0;
  for (Index i = 0; i < x.size(); ++i)
    for (Index j = 0; j < x.size(); ++j)
      form += (static_cast<long double>(x(i)) - model.means(k, i)) * inverse(i, j) *
              (static_cast<long double>(x(j)) - model.means(k, j));
  const long double circles = static_cast<long double>(x.size()) * std::log(2 * std::acos(-1.0L));
  return std::log(static_cast<long double>(model.weights[k])) -
         (circles + std::log(covariance.determinant()) + form) / 2;
}

}  // namespace slow
}  // namespace neon
