#include <neon/clustering/distances.hpp>
#include <neon/core/error.hpp>
#include <neon/core/parallel.hpp>
#include <neon/core/product.hpp>

namespace neon {
namespace {

constexpr Index many = 64;  // points y that fill the registers of add_product

}  // namespace

Matrix squared_distances(const MatrixView& x, const MatrixView& y) {
  require(x.cols() == y.cols(), "squared_distances: {} features should be {}", x.cols(), y.cols());
  const Vector y_norm = y.rowwise().squaredNorm();
  Matrix result(x.rows(), y.rows());
  if (y.rows() >= many) {
    const Matrix transposed = y.transpose();
    parallel_blocks(x.rows(), 64, [&](Index first, Index last) {
      const auto points = x.middleRows(first, last - first);
      Matrix distance = y_norm.transpose().replicate(points.rows(), 1);
      distance.colwise() += points.rowwise().squaredNorm();
      add_product(-2 * points, transposed, distance);
      result.middleRows(first, last - first) = distance.cwiseMax(0);
    });
    return result;
  }
  parallel_blocks(x.rows(), 256, [&](Index first, Index last) {
    const auto points = x.middleRows(first, last - first);
    // Column-major: the points, not the few columns of y, fill the registers of Eigen's product.
    Eigen::MatrixXd distance(points.rows(), y.rows());
    distance.noalias() = -2 * points * y.transpose();
    distance.colwise() += points.rowwise().squaredNorm();
    distance.rowwise() += y_norm.transpose();
    result.middleRows(first, last - first) = distance.cwiseMax(0);
  });
  return result;
}

Labels row_argmin(const MatrixView& a) {
  require(a.cols() > 0, "row_argmin: 0 columns should be at least 1");
  Labels result(static_cast<std::size_t>(a.rows()));
  for (Index n = 0; n < a.rows(); ++n) a.row(n).minCoeff(&result[static_cast<std::size_t>(n)]);
  return result;
}

}  // namespace neon
