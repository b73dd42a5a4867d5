#pragma once
#include <neon/core/types.hpp>

#include <string_view>

namespace neon {

/// A Gaussian in the coordinates in which it is standard,  z = L^-1 (x - mu) with S = L L^T: the squared deviation is
/// (x - mu)^T S^-1 (x - mu) = ‖z‖^2. Differences from the mean come before everything else, and each feature's unit
/// stays in its row of L: neither an origin nor a unit costs digits.
struct WhitenedGaussian {
  Eigen::RowVectorXd mean;  ///< [d]
  Matrix factor;            ///< [d, d] L, lower triangular

  Index features() const { return mean.size(); }
  /// log |S|
  double log_determinant() const;
  /// log |C| of the correlations C, what |S| is apart from the variances: 0 for a diagonal S, else negative.
  double log_correlation() const;
  /// z.  @param x [n, d]  @return [n, d]
  Matrix whiten(const MatrixView& x) const;
  /// L^-T z = S^-1 (x - mu).  @param z [n, d]  @return [n, d]
  Matrix slope(Matrix z) const;
  /// S^-1. [d, d]
  Matrix precision() const;
};

/// @param covariance [d, d] symmetric, of which the lower triangle is read
/// @param name of the covariance in errors
/// @throws Error if the covariance is not positive definite, up to rounding: a feature whose variance the features
/// before it explain entirely (named)
WhitenedGaussian whitened_gaussian(const Eigen::RowVectorXd& mean, const MatrixView& covariance, std::string_view name);

}  // namespace neon
