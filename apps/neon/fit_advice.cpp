#include "apps/neon/fit_advice.hpp"

#include <neon/core/error.hpp>
#include <neon/core/frame.hpp>

#include <cmath>

#include "apps/neon/points.hpp"

namespace neon::cli {
namespace {

std::string column_name(const Table& points, Index column) {
  return feature_labels(points.feature_names, points.values.cols())[static_cast<std::size_t>(column)];
}

}  // namespace

std::string scale_advice(const Table& points) {
  constexpr double percent = 100;
  if (points.values.cols() < 2 || points.values.rows() < 2) return {};
  const Matrix from_mean = points.values.rowwise() - column_means(points.values);
  const double unit = from_mean.cwiseAbs().maxCoeff();
  if (!(unit > 0) || !std::isfinite(unit)) return {};
  const Eigen::RowVectorXd variance = (from_mean / unit).colwise().squaredNorm();
  Index column = 0;
  const double share = variance.maxCoeff(&column) / variance.sum();
  if (share < dominant_share) return {};
  return fmt::format(
      "'{}' carries {:.3g} % of the variance of all features, so that the clusters follow it nearly alone; --scale "
      "standard or --scale minmax gives each feature its say",
      column_name(points, column), percent * share);
}

void require_suitable(const std::string& name, const Table& points, const Matrix& x, const std::string& kind) {
  if (kind.ends_with("gaussian-mixture"))
    for (Index i = 0; i < x.cols(); ++i)
      require(x.rows() < 2 || !(x.col(i).array() == x(0, i)).all(),
              "{}: column '{}' is {} in every row, and a Gaussian mixture needs features that vary; --drop '{}' leaves "
              "it out",
              name, column_name(points, i), points.values(0, i), column_name(points, i));
  if (kind == "spherical-kmeans")
    for (Index n = 0; n < x.rows(); ++n)
      require(
          !x.row(n).isZero(0),
          "{}: point {} (from 0) is 0 in every feature, and spherical k-means needs a direction; leave the row out, "
          "or choose another --model",
          name, n);
}

}  // namespace neon::cli
