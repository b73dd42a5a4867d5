#include <neon/clustering/detail/distance_kernel.hpp>
#include <neon/clustering/distances.hpp>
#include <neon/core/detail/exponential_kernel.hpp>
#include <neon/core/error.hpp>
#include <neon/core/frame.hpp>
#include <neon/core/parallel.hpp>
#include <neon/core/product.hpp>
#include <neon/core/transpose.hpp>

#include <cmath>

namespace neon {
namespace {

constexpr Index many = 64;  // points y that fill the registers of add_product

/// Settles which entry of each row is the smallest, among those that the rounding of the expansion could confuse.
void decide_smallest(const MatrixView& x, const MatrixView& y, const Vector& x_norm, const Vector& y_norm,
                     Eigen::Ref<Matrix, 0, Eigen::OuterStride<>> distance) {
  const double rounding = static_cast<double>(x.cols() + 8) * std::numeric_limits<double>::epsilon(),
               largest = y_norm.maxCoeff();
  for (Index n = 0; n < x.rows(); ++n) {
    auto row = distance.row(n);
    const double limit = exponential_kernel().least(row.data(), y.rows()) + 2 * rounding * (x_norm[n] + largest);
    if (distance_kernel().up_to(row.data(), limit, y.rows()) == 1) continue;
    for (Index j = 0; j < y.rows(); ++j)
      if (row[j] <= limit) row[j] = squared_distance(x.row(n).data(), y.row(j).data(), x.cols());
  }
}

void require_squares(const MatrixView& x, const MatrixView& y, const MatrixView& distance) {
  if (distance.allFinite()) return;
  for (Index n = 0; n < x.rows(); ++n)
    for (Index j = 0; j < y.rows(); ++j)
      require(std::isfinite(distance(n, j)),
              "squared_distances: points that differ by {:.3g} have the squared distance {}, which should be a double: "
              "scale the features",
              (x.row(n) - y.row(j)).cwiseAbs().maxCoeff(), distance(n, j));
}

/// The squares expanded, block by block.
Matrix by_product(const MatrixView& x, const MatrixView& y, bool decide) {
  Vector to_norm = y.rowwise().squaredNorm();
  const Eigen::RowVectorXd origin = expansion_origin(y, to_norm.mean());
  const bool far = origin.size() > 0;
  const Matrix centred_y = far ? Matrix(y.rowwise() - origin) : Matrix();
  const MatrixView to = far ? MatrixView(centred_y) : y;
  if (far) to_norm = to.rowwise().squaredNorm();
  const Matrix transposed = y.rows() >= many ? Matrix(to.transpose()) : Matrix(),
               doubled = y.rows() >= many ? Matrix() : Matrix(-2 * to);

  Matrix result(x.rows(), y.rows());
  parallel_blocks(x.rows(), y.rows() >= many ? 64 : 128, [&](Index first, Index last) {
    const MatrixView given = x.middleRows(first, last - first);
    const Matrix centred = far ? Matrix(given.rowwise() - origin) : Matrix();
    const MatrixView points = far ? MatrixView(centred) : given;
    const Vector norm = points.rowwise().squaredNorm();
    auto distance = result.middleRows(first, last - first);
    if (y.rows() >= many) {
      Matrix expanded = to_norm.transpose().replicate(points.rows(), 1);
      expanded.colwise() += norm;
      add_product(-2 * points, transposed, expanded);
      distance = expanded;
    } else {
      // Turned around: the points, not the few rows of y, fill the registers of the product.
      const Index count = points.rows(), stride = count + 8;  // no power of 2, which a cache holds few rows of
      Matrix turned(x.cols(), stride), expanded(y.rows(), count);
      transpose(points.data(), points.outerStride(), count, x.cols(), turned.data(), stride);
      const MatrixView across = turned.leftCols(count);
      for (Index j = 0; j < y.rows(); ++j) expanded.row(j) = norm.transpose().array() + to_norm[j];
      add_product(doubled, across, expanded);
      transpose(expanded.data(), count, y.rows(), count, distance.data(), distance.outerStride());
    }
    mend_cancelled(given, y, norm, to_norm, distance);
    if (decide) decide_smallest(given, y, norm, to_norm, distance);
    require_squares(given, y, distance);
  });
  return result;
}

Matrix distances(const MatrixView& x, const MatrixView& y, bool decide) {
  require(x.cols() == y.cols(), "squared_distances: {} features should be {}", x.cols(), y.cols());
  if (x.cols() > few_features && y.rows() > 1) return by_product(x, y, decide);
  Matrix result(x.rows(), y.rows());
  parallel_blocks(x.rows(), 256, [&](Index first, Index last) {
    const auto points = x.middleRows(first, last - first);
    auto distance = result.middleRows(first, last - first);
    if (x.cols() > few_features)
      for (Index n = 0; n < points.rows(); ++n)
        for (Index j = 0; j < y.rows(); ++j)
          distance(n, j) = squared_distance(points.row(n).data(), y.row(j).data(), x.cols());
    else
      distance = distances_by_differences(points, y);
    require_squares(points, y, distance);
  });
  return result;
}

}  // namespace

double squared_distance(const double* x, const double* y, Index features) {
  return distance_kernel().squared(x, y, features);
}

Eigen::MatrixXd distances_by_differences(const MatrixView& x, const MatrixView& y) {
  const Eigen::MatrixXd by_feature = x;
  Eigen::MatrixXd distance(x.rows(), y.rows());
  distance_kernel().by_differences(by_feature.data(), x.rows(), x.cols(), y.data(), y.outerStride(), y.rows(),
                                   distance.data());
  return distance;
}

Eigen::RowVectorXd expansion_origin(const MatrixView& y, double mean_square) {
  // mean_j ‖y_j‖^2 = mean_j ‖y_j - mean‖^2 + ‖mean‖^2: about 0 the squares are up to 16 times those about the mean.
  constexpr double most = 15.0 / 16;
  Eigen::RowVectorXd mean = Eigen::RowVectorXd::Zero(y.cols());
  for (Index j = 0; j < y.rows(); ++j) mean += y.row(j);
  mean /= static_cast<double>(y.rows());
  const bool near = std::isfinite(mean_square) && mean.squaredNorm() <= most * mean_square;
  return near ? Eigen::RowVectorXd() : column_means(y);
}

void mend_cancelled(const MatrixView& x, const MatrixView& y, const Vector& x_norm, const Vector& y_norm,
                    Eigen::Ref<Matrix, 0, Eigen::OuterStride<>> distance) {
  const DistanceKernel& kernel = distance_kernel();
  constexpr double kept = 0x1p-8;  // share of the squares: a distance of more has lost 8 bits at most
  for (Index n = 0; n < x.rows(); ++n) {
    double* const row = distance.row(n).data();
    const double* const norm = y_norm.data();
    const double own = x_norm[n];
    Index lost = kernel.cancelled(row, own, norm, kept, y.rows());
    for (Index j = 0; j < y.rows() && lost > 0; ++j) {
      if (row[j] >= kept * (own + norm[j])) continue;
      row[j] = squared_distance(x.row(n).data(), y.row(j).data(), x.cols());
      --lost;
    }
  }
}

Matrix squared_distances(const MatrixView& x, const MatrixView& y) { return distances(x, y, false); }

Matrix distances_to_centroids(const MatrixView& x, const MatrixView& centroids) {
  return distances(x, centroids, true);
}

Labels row_argmin(const MatrixView& a) {
  require(a.cols() > 0, "row_argmin: 0 columns should be at least 1");
  Labels result(static_cast<std::size_t>(a.rows()));
  for (Index n = 0; n < a.rows(); ++n) a.row(n).minCoeff(&result[static_cast<std::size_t>(n)]);
  return result;
}

}  // namespace neon
