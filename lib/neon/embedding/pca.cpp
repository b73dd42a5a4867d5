#include <neon/clustering/finite.hpp>
#include <neon/core/error.hpp>
#include <neon/core/frame.hpp>
#include <neon/core/parallel.hpp>
#include <neon/core/product.hpp>
#include <neon/core/transpose.hpp>
#include <neon/embedding/detail/largest_eigenvectors.hpp>
#include <neon/embedding/pca.hpp>

#include <Eigen/Jacobi>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace neon {
namespace {

/// Z^T Z of the points in their frame, its lower triangle: blocks of points follow each other, bands of columns of the
/// result, from the diagonal down, run in parallel, so that every entry is summed in one order whatever the number of
/// threads.
Matrix scatter(const MatrixView& x, const Frame& frame) {
  constexpr Index points = 384, band = 48;  // what add_product keeps in registers and caches
  const Index d = x.cols(), bands = (d + band - 1) / band;
  const auto width = [&](Index b) { return std::min(band, d - b * band); };
  std::vector<Matrix> sums;
  for (Index b = 0; b < bands; ++b) sums.push_back(Matrix::Zero(d - b * band, width(b)));

  std::vector<Matrix> z(sums.size(), Matrix(points, band));
  Matrix turned(d, points);
  for (Index start = 0; start < x.rows(); start += points) {
    const Index count = std::min(points, x.rows() - start);
    parallel_blocks(count, 32, [&](Index first, Index last) {
      const Index rows = last - first;
      for (Index b = 0; b < bands; ++b) {
        auto part = z[static_cast<std::size_t>(b)].block(first, 0, rows, width(b));
        part = (x.block(start + first, b * band, rows, width(b)).rowwise() - frame.origin.segment(b * band, width(b))) /
               frame.unit;
        transpose(part.data(), band, rows, width(b), turned.data() + b * band * points + first, points);
      }
    });
    parallel_blocks(bands, 1, [&](Index b, Index) {
      const auto at = static_cast<std::size_t>(b);
      add_product(turned.bottomLeftCorner(d - b * band, count), z[at].topLeftCorner(count, width(b)), sums[at]);
    });
  }
  Matrix result = Matrix::Zero(d, d);
  for (Index b = 0; b < bands; ++b)
    result.block(b * band, b * band, d - b * band, width(b)) = sums[static_cast<std::size_t>(b)];
  return result;
}

/// Whether rounding of the largest features could hide the last component wanted.
bool of_unlike_features(const Matrix& covariance, const Vector& explained) {
  constexpr double alike = 0x1p-20;
  const auto variance = covariance.diagonal().array();
  const double largest = variance.maxCoeff();
  return explained[explained.size() - 1] < alike * explained[0] && (variance > 0 && variance < alike * largest).any();
}

/// The components by Jacobi's rotations: those of small features have the digits of their own size, beside features
/// that are larger by any factor.
/// Source: Demmel and Veselic, "Jacobi's method is more accurate than QR", SIAM J. Matrix Anal. Appl. 13, 1992.
void rotate_until_diagonal(const Matrix& lower, Pca& pca) {
  constexpr int most_sweeps = 60;
  const Index d = lower.cols();
  Matrix a = lower.selfadjointView<Eigen::Lower>(), vectors = Matrix::Identity(d, d);
  bool rotated = true;
  for (int sweep = 0; sweep < most_sweeps && rotated; ++sweep) {
    rotated = false;
    for (Index p = 0; p < d; ++p)
      for (Index q = p + 1; q < d; ++q) {
        const double size = std::sqrt(std::max(a(p, p), 0.0)) * std::sqrt(std::max(a(q, q), 0.0));
        Eigen::JacobiRotation<double> rotation;
        if (!(std::abs(a(p, q)) > std::numeric_limits<double>::epsilon() * size) || !rotation.makeJacobi(a, p, q))
          continue;
        a.applyOnTheLeft(p, q, rotation.adjoint());
        a.applyOnTheRight(p, q, rotation);
        a(p, q) = a(q, p) = 0;
        vectors.applyOnTheRight(p, q, rotation);
        rotated = true;
      }
  }
  std::vector<Index> order(static_cast<std::size_t>(d));
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](Index i, Index j) { return a(i, i) > a(j, j); });
  for (Index c = 0; c < pca.components.rows(); ++c) {
    const Index from = order[static_cast<std::size_t>(c)];
    pca.components.row(c) = vectors.col(from).transpose();
    pca.explained_variance[c] = std::max(a(from, from), 0.0);
  }
}

}  // namespace

Pca fit_pca(const MatrixView& x, Index components) {
  const Index n = x.rows(), d = x.cols();
  require(n >= 1, "fit_pca: {} points should be at least 1", n);
  require(components >= 1 && components <= d, "fit_pca: {} components should be between 1 and {} (the features)",
          components, d);
  require_finite(x, "fit_pca");

  const Frame frame = frame_of(x);
  Pca pca;
  pca.mean = frame.origin.transpose();
  const Matrix covariance = scatter(x, frame) / static_cast<double>(std::max<Index>(n - 1, 1));
  Eigenvectors leading = largest_eigenvectors(covariance, components);
  pca.components = std::move(leading.vector);
  pca.explained_variance = leading.value.cwiseMax(0);
  if (of_unlike_features(covariance, pca.explained_variance)) rotate_until_diagonal(covariance, pca);
  for (auto component : pca.components.rowwise()) {
    Index largest = 0;
    component.cwiseAbs().maxCoeff(&largest);
    if (component(largest) < 0) component = -component;
  }
  const double total = covariance.trace();
  pca.explained_ratio = total > 0 ? Vector(pca.explained_variance / total) : Vector::Zero(components);
  pca.explained_variance *= frame.square();
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
