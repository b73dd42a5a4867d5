#include <neon/core/error.hpp>
#include <neon/core/parallel.hpp>
#include <neon/embedding/detail/largest_eigenvectors.hpp>
#include <neon/embedding/pca.hpp>

#include <Eigen/Eigenvalues>
#include <catch2/catch.hpp>

#include "support/laws.hpp"
#include "support/samples.hpp"

using namespace neon;
using Catch::Matchers::Contains;

namespace {

/// The covariance, entry by entry.
Matrix covariance(const Matrix& x) {
  const Index n = x.rows(), d = x.cols();
  Matrix result = Matrix::Zero(d, d);
  for (Index i = 0; i < d; ++i)
    for (Index j = 0; j < d; ++j)
      for (Index s = 0; s < n; ++s)
        result(i, j) += (x(s, i) - x.col(i).mean()) * (x(s, j) - x.col(j).mean()) / static_cast<double>(n - 1);
  return result;
}

}  // namespace

TEST_CASE("PCA of a cross") {
  Matrix x(4, 2);
  x << 1, 5, 1, -1, 2, 2, 0, 2;
  const Pca pca = fit_pca(x, 2);
  laws::equal(pca.mean, Eigen::Vector2d(1, 2));
  laws::equal(pca.components, (Matrix(2, 2) << 0, 1, 1, 0).finished());
  laws::equal(pca.explained_variance, Eigen::Vector2d(6, 2.0 / 3));
  laws::equal(pca.explained_ratio, Eigen::Vector2d(0.9, 0.1));
}

TEST_CASE("the principal components are the leading eigenvectors of the covariance") {
  const auto seed = GENERATE(1, 2, 3);
  const Index d = 7, q = 4;
  const Matrix x = samples::normal(40, d, static_cast<std::uint64_t>(seed)) * samples::normal(d, d, 77);
  const Pca pca = fit_pca(x, q);
  const Matrix c = covariance(x);
  laws::equal(Matrix(pca.components * pca.components.transpose()), Matrix(Matrix::Identity(q, q)));
  laws::equal(Matrix(pca.components * c), Matrix(pca.explained_variance.asDiagonal() * pca.components));
  laws::equal(pca.explained_ratio, Vector(pca.explained_variance / c.trace()));
  for (Index k = 0; k < q; ++k) {
    CHECK(pca.components.row(k).maxCoeff() == pca.components.row(k).cwiseAbs().maxCoeff());
    if (k > 0) CHECK(pca.explained_variance(k) <= pca.explained_variance(k - 1));
  }

  SECTION("which leave out the remaining variance") {
    const Matrix left = x - inverse_transform(pca, transform(pca, x));
    const double remaining = 39 * (c.trace() - pca.explained_variance.sum());
    CHECK(left.squaredNorm() == Approx(remaining).epsilon(tolerance::rounding));
  }
  SECTION("all of which restore the points") {
    const Pca full = fit_pca(x, d);
    laws::equal(inverse_transform(full, transform(full, x)), x);
  }
}

TEST_CASE("the largest eigenvectors are those of a general solver, and orthonormal where eigenvalues are equal") {
  const Index d = GENERATE(1, 2, 3, 9, 64, 130);
  const Index q = std::max<Index>(1, d / 3);
  const Matrix half = samples::normal(d, d, 4);
  const Matrix a = half * half.transpose();
  const Eigen::SelfAdjointEigenSolver<Matrix> all(a);
  Matrix lower = a;
  lower.triangularView<Eigen::StrictlyUpper>().setConstant(std::numeric_limits<double>::quiet_NaN());
  const Eigenvectors found = largest_eigenvectors(lower, q);
  laws::near(found.value, Vector(all.eigenvalues().tail(q).reverse()));
  for (Index k = 0; k < q; ++k)
    CHECK(std::abs(found.vector.row(k).dot(all.eigenvectors().col(d - 1 - k))) == Approx(1).epsilon(1e-9));

  const Matrix basis = all.eigenvectors();
  Vector spectrum(d);
  for (Index k = 0; k < d; ++k) spectrum[k] = k < d / 2 ? 0 : 1 + static_cast<double>(k / 4);
  const Matrix repeated = basis * spectrum.asDiagonal() * basis.transpose();
  const Eigenvectors same = largest_eigenvectors(repeated, d);
  laws::equal(Matrix(same.vector * same.vector.transpose()), Matrix(Matrix::Identity(d, d)));
  laws::equal(Matrix(same.vector * repeated), Matrix(same.value.asDiagonal() * same.vector));
}

TEST_CASE("PCA of more points and features than one block, against the covariance entry by entry") {
  const auto [n, d] = GENERATE(table<Index, Index>({{385, 49}, {800, 97}, {20, 150}}));
  const Matrix x = samples::normal(n, d, 5) * samples::normal(d, d, 6);
  const Pca pca = fit_pca(x.array() + 1e3, 3);
  const Matrix c = covariance(x);
  laws::near(Matrix(pca.components * c), Matrix(pca.explained_variance.asDiagonal() * pca.components));
  laws::near(pca.explained_ratio, Vector(pca.explained_variance / c.trace()));
}

TEST_CASE("PCA does not depend on the number of threads") {
  const Matrix x = samples::normal(2300, 130, 1);
  set_threads(1);
  const Pca one = fit_pca(x, 5);
  set_threads(2);
  const Pca two = fit_pca(x, 5);
  set_threads(0);
  CHECK(one.components == two.components);
  CHECK(one.explained_variance == two.explained_variance);
  CHECK(transform(one, x) == transform(two, x));
}

TEST_CASE("PCA of points without variance") {
  const Index n = GENERATE(1, 5);
  const Pca pca = fit_pca(Matrix::Constant(n, 3, 2.5), 2);
  CHECK(pca.explained_variance.isZero());
  CHECK(pca.explained_ratio.isZero());
  laws::equal(Matrix(pca.components * pca.components.transpose()), Matrix(Matrix::Identity(2, 2)));
}

TEST_CASE("PCA refuses bad input") {
  Matrix x = samples::normal(5, 3, 1);
  CHECK_THROWS_WITH(fit_pca(x, 0), Contains("0 components should be between 1 and 3"));
  CHECK_THROWS_WITH(fit_pca(x, 4), Contains("4 components should be between 1 and 3"));
  CHECK_THROWS_WITH(fit_pca(Matrix(0, 3), 1), Contains("0 points"));
  const Pca pca = fit_pca(x, 2);
  CHECK_THROWS_WITH(transform(pca, Matrix::Zero(1, 4)), Contains("4 features should be 3"));
  CHECK_THROWS_WITH(inverse_transform(pca, Matrix::Zero(1, 3)), Contains("3 components should be 2"));
  x(4, 1) = GENERATE(as<double>{}, std::numeric_limits<double>::quiet_NaN(), infinity);
  CHECK_THROWS_WITH(fit_pca(x, 2), Contains("row 4, column 1"));
}
