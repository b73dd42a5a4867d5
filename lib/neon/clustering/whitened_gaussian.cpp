#include <neon/clustering/whitened_gaussian.hpp>
#include <neon/core/error.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace neon {

double WhitenedGaussian::log_determinant() const { return 2 * factor.diagonal().array().log().sum(); }

double WhitenedGaussian::log_correlation() const {
  return 2 * (factor.diagonal().array() / factor.rowwise().norm().array()).log().sum();
}

Matrix WhitenedGaussian::whiten(const MatrixView& x) const {
  Matrix z = x.rowwise() - mean;
  factor.transpose().triangularView<Eigen::Upper>().solveInPlace<Eigen::OnTheRight>(z);
  return z;
}

Matrix WhitenedGaussian::slope(Matrix z) const {
  factor.triangularView<Eigen::Lower>().solveInPlace<Eigen::OnTheRight>(z);
  return z;
}

Matrix WhitenedGaussian::precision() const {
  Matrix inverse = Matrix::Identity(features(), features());
  factor.triangularView<Eigen::Lower>().solveInPlace(inverse);
  return inverse.transpose() * inverse;
}

WhitenedGaussian whitened_gaussian(const Eigen::RowVectorXd& mean, const MatrixView& covariance,
                                   std::string_view name) {
  const Index d = mean.size();
  require(covariance.rows() == d && covariance.cols() == d, "{} is [{}, {}], should be [{}, {}]", name,
          covariance.rows(), covariance.cols(), d, d);
  const Vector variance = covariance.diagonal();
  for (Index i = 0; i < d; ++i)
    require(variance[i] > 0 && std::isfinite(variance[i]), "{} has the variance {} in feature {}, should be positive",
            name, variance[i], i);
  // Factorised as correlations: every pivot is the share of a variance that the features before it leave.
  const Eigen::ArrayXd deviation = variance.array().sqrt();
  Matrix correlation = covariance;
  for (Index i = 0; i < d; ++i) correlation.row(i).array() *= (deviation.inverse() / deviation[i]).transpose();
  Matrix unit = Matrix::Zero(d, d);
  const double floor = static_cast<double>(d) * std::numeric_limits<double>::epsilon();
  for (Index i = 0; i < d; ++i) {
    for (Index j = 0; j < i; ++j)
      unit(i, j) = (correlation(i, j) - unit.row(i).head(j).dot(unit.row(j).head(j))) / unit(j, j);
    const double left = correlation(i, i) - unit.row(i).head(i).squaredNorm();
    require(left > floor,
            "{} is singular: of the variance {} of feature {} the features before it leave a share of {:.1e}; leave a "
            "feature out, raise the floor of the variances, or choose diagonal covariances",
            name, variance[i], i, std::max(left, 0.0));
    unit(i, i) = std::sqrt(left);
  }
  return {mean, (unit.array().colwise() * deviation).matrix()};
}

}  // namespace neon
