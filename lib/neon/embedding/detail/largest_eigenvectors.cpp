#include <neon/core/error.hpp>
#include <neon/core/parallel.hpp>
#include <neon/embedding/detail/largest_eigenvectors.hpp>

#include <Eigen/Eigenvalues>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace neon {
namespace {

/// A rotation of the coordinates k and k + 1.
struct Rotation {
  Index k;
  double c, s;
};

/// A symmetric tridiagonal matrix, made diagonal by rotations.
class Tridiagonal {
 public:
  Tridiagonal(Vector diagonal, Vector beside) : diagonal_(std::move(diagonal)), beside_(std::move(beside)) {}

  /// The eigenvalues, in no order.  @param done the rotations: their product has the eigenvectors as columns
  const Vector& reduce(std::vector<Rotation>& done) {
    constexpr Index most_steps = 30;  // for each eigenvalue
    Index end = diagonal_.size() - 1, first = 0;
    for (Index left = most_steps * diagonal_.size(); end > 0; --left) {
      require(left > 0, "largest_eigenvectors: the {} eigenvalues should converge", diagonal_.size());
      for (Index i = first; i < end; ++i)
        if (negligible(i)) beside_[i] = 0;
      while (end > 0 && beside_[end - 1] == 0) --end;
      if (end == 0) break;
      first = end - 1;
      while (first > 0 && beside_[first - 1] != 0) --first;
      step(first, end, done);
    }
    return diagonal_;
  }

 private:
  bool negligible(Index i) const {
    const double size = beside_[i] / std::numeric_limits<double>::epsilon();
    return std::abs(beside_[i]) < std::numeric_limits<double>::min() ||
           size * size <= std::abs(diagonal_[i]) + std::abs(diagonal_[i + 1]);
  }

  /// Wilkinson's shift: the eigenvalue of the last 2 x 2 block that is nearest to its last entry.
  double shift(Index end) const {
    const double half = (diagonal_[end - 1] - diagonal_[end]) / 2, e = beside_[end - 1];
    if (half == 0) return diagonal_[end] - std::abs(e);
    const double sum = half + std::copysign(std::hypot(half, e), half);
    return diagonal_[end] - e / (sum / e);
  }

  /// One implicit QR step of the block first ... end, which has no zeros beside its diagonal.
  void step(Index first, Index end, std::vector<Rotation>& done) {
    double x = diagonal_[first] - shift(end), z = beside_[first];
    for (Index k = first; k < end && z != 0; ++k) {
      Eigen::JacobiRotation<double> rotation;
      rotation.makeGivens(x, z);
      const double c = rotation.c(), s = rotation.s(), a = diagonal_[k], b = beside_[k], d = diagonal_[k + 1];
      const double low = s * a + c * b, last = s * b + c * d;
      diagonal_[k] = c * (c * a - s * b) - s * (c * b - s * d);
      diagonal_[k + 1] = s * low + c * last;
      beside_[k] = c * low - s * last;
      if (k > first) beside_[k - 1] = c * beside_[k - 1] - s * z;
      x = beside_[k];
      if (k < end - 1) {
        z = -s * beside_[k + 1];
        beside_[k + 1] = c * beside_[k + 1];
      }
      done.push_back({k, c, s});
    }
  }

  Vector diagonal_, beside_;
};

/// The columns `wanted` of the rotations' product.  @return [d, wanted]
Matrix columns(const std::vector<Rotation>& rotations, Index d, const std::vector<Index>& wanted) {
  constexpr Index block = 32;  // columns that stay in the second-level cache
  const auto count = static_cast<Index>(wanted.size());
  Matrix result(d, count);
  parallel_blocks(count, block, [&](Index first, Index last) {
    const Index width = last - first;
    Matrix part = Matrix::Zero(d, width);
    for (Index c = 0; c < width; ++c) part(wanted[static_cast<std::size_t>(first + c)], c) = 1;
    for (auto rotation = rotations.rbegin(); rotation != rotations.rend(); ++rotation) {
      double* const upper = part.row(rotation->k).data();
      double* const lower = upper + width;
      const double cosine = rotation->c, sine = rotation->s;
#pragma omp simd
      for (Index i = 0; i < width; ++i) {
        const double u = upper[i], v = lower[i];
        upper[i] = cosine * u + sine * v;
        lower[i] = cosine * v - sine * u;
      }
    }
    result.middleCols(first, width) = part;
  });
  return result;
}

}  // namespace

Eigenvectors largest_eigenvectors(const Matrix& symmetric, Index count) {
  const Index d = symmetric.cols();
  const Eigen::Tridiagonalization<Eigen::MatrixXd> form(Eigen::MatrixXd(symmetric.triangularView<Eigen::Lower>()));
  std::vector<Rotation> rotations;
  const Vector values = Tridiagonal(form.diagonal(), form.subDiagonal()).reduce(rotations);

  std::vector<Index> order(static_cast<std::size_t>(d));
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](Index i, Index j) { return values[i] > values[j]; });
  order.resize(static_cast<std::size_t>(count));
  Eigen::MatrixXd vectors = columns(rotations, d, order);
  vectors.applyOnTheLeft(form.matrixQ());
  return {values(order), vectors.transpose()};
}

}  // namespace neon
