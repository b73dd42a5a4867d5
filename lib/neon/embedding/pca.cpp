#include <neon/clustering/finite.hpp>
#include <neon/core/error.hpp>
#include <neon/core/parallel.hpp>
#include <neon/embedding/pca.hpp>

#include <Eigen/Eigenvalues>

#include <algorithm>

namespace neon {
namespace {

/// (X - m)^T (X - m): blocks of points follow each other, bands of the result run in parallel, so that every entry is
/// summed in one order whatever the number of threads. Only the lower triangle is filled.
Matrix scatter(const MatrixView& x, const Vector& mean) {
  constexpr Index points = 2048, band = 64;
  const Index d = x.cols();
  Matrix result = Matrix::Zero(d, d);
  for (Index first = 0; first < x.rows(); first += points) {
    const Matrix centred = x.middleRows(first, std::min(points, x.rows() - first)).rowwise() - mean.transpose();
    parallel_blocks(d, band, [&](Index from, Index to) {
      result.block(from, 0, to - from, to).noalias() +=
          centred.middleCols(from, to - from).transpose() * centred.leftCols(to);
    });
  }
  return result;
}

}  // namespace

Pca fit_pca(const MatrixView& x, Index components) {
  const Index n = x.rows(), d = x.cols();
  require(n >= 1, "fit_pca: {} points should be at least 1", n);
  require(components >= 1 && components <= d, "fit_pca: {} components should be between 1 and {} (the features)",
          components, d);
  require_finite(x, "fit_pca");

  Pca pca;
  pca.mean = x.colwise().mean();
  const Matrix covariance = scatter(x, pca.mean) / static_cast<double>(std::max<Index>(n - 1, 1));
  const Eigen::SelfAdjointEigenSolver<Matrix> eigen(covariance);
  require(eigen.info() == Eigen::Success, "fit_pca: the eigenvectors of the {} x {} covariance should converge", d, d);

  pca.components = eigen.eigenvectors().rightCols(components).rowwise().reverse().transpose();
  pca.explained_variance = eigen.eigenvalues().tail(components).reverse().cwiseMax(0);
  for (auto component : pca.components.rowwise()) {
    Index largest = 0;
    component.cwiseAbs().maxCoeff(&largest);
    if (component(largest) < 0) component = -component;
  }
  const double total = covariance.trace();
  pca.explained_ratio = total > 0 ? Vector(pca.explained_variance / total) : Vector::Zero(components);
  return pca;
}

Matrix transform(const Pca& pca, const MatrixView& x) {
  require(x.cols() == pca.mean.size(), "transform: {} features should be {}", x.cols(), pca.mean.size());
  Matrix z(x.rows(), pca.components.rows());
  parallel_blocks(x.rows(), 1024, [&](Index first, Index last) {
    const Matrix centred = x.middleRows(first, last - first).rowwise() - pca.mean.transpose();
    z.middleRows(first, last - first).noalias() = centred * pca.components.transpose();
  });
  return z;
}

Matrix inverse_transform(const Pca& pca, const MatrixView& z) {
  require(z.cols() == pca.components.rows(), "inverse_transform: {} components should be {}", z.cols(),
          pca.components.rows());
  Matrix x(z.rows(), pca.mean.size());
  x.noalias() = z * pca.components;
  x.rowwise() += pca.mean.transpose();
  return x;
}

}  // namespace neon
