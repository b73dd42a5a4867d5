#include <neon/embedding/affinities.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>

#include "support/laws.hpp"
#include "support/samples.hpp"

using namespace neon;

namespace {

double perplexity_of(const Vector& p) {
  double entropy = 0;
  for (const double value : p)
    if (value > 0) entropy -= value * std::log(value);
  return std::exp(entropy);
}

/// p_j|i over all other points, the width found by bisecting its logarithm.
Vector conditional(const Matrix& x, Index i, double perplexity) {
  double low = -20, high = 20;
  Vector p(x.rows());
  for (int step = 0; step < 100; ++step) {
    const double width = std::exp((low + high) / 2);
    for (Index j = 0; j < x.rows(); ++j) p(j) = j == i ? 0 : std::exp(-(x.row(i) - x.row(j)).squaredNorm() / width);
    p /= p.sum();
    (perplexity_of(p) < perplexity ? low : high) = (low + high) / 2;
  }
  return p;
}

}  // namespace

TEST_CASE("conditional affinities have the perplexity asked for") {
  const auto seed = GENERATE(1, 2, 3);
  const double perplexity = GENERATE(1.5, 5.0, 30.0);
  const double unit = GENERATE(1e-150, 1.0, 1e150);
  Vector distance = samples::uniform(90, 1, static_cast<std::uint64_t>(seed)).col(0) * unit;
  std::sort(distance.begin(), distance.end());
  const Vector p = conditional_affinities(distance, perplexity);
  CHECK(perplexity_of(p) == Approx(perplexity).epsilon(tolerance::rounding));
  CHECK(p.sum() == Approx(1).epsilon(tolerance::rounding));
  CHECK(std::is_sorted(p.begin(), p.end(), std::greater<>()));
}

TEST_CASE("conditional affinities where no width has the perplexity") {
  CHECK(conditional_affinities(Vector::Zero(4), 2) == Vector::Constant(4, 0.25));
  CHECK(conditional_affinities(Vector::Constant(1, 3.0), 1) == Vector::Ones(1));
  laws::equal(conditional_affinities(Eigen::Vector3d(1, 1, 2), 1), Vector(Eigen::Vector3d(0.5, 0.5, 0)));
  laws::equal(conditional_affinities(Eigen::Vector2d(1, 2), 30), Vector(Eigen::Vector2d(0.5, 0.5)));
}

TEST_CASE("joint affinities average both directions") {
  const auto seed = GENERATE(1, 2, 3);
  const Index n = 31;
  const double perplexity = 10;
  const Matrix x = samples::normal(n, 4, static_cast<std::uint64_t>(seed));
  Matrix twin = Matrix::Zero(n, n);
  for (Index i = 0; i < n; ++i) {
    const Vector p = conditional(x, i, perplexity);
    twin.row(i) += p.transpose() / (2 * n);
    twin.col(i) += p / (2 * n);
  }
  laws::equal(Matrix(joint_affinities(x, perplexity)), twin);
}

TEST_CASE("joint affinities are a sparse, symmetric distribution") {
  const Matrix x = samples::normal(200, 6, 4);
  const Affinities p = joint_affinities(x, 5);
  CHECK(p.nonZeros() <= 2 * 200 * 15);
  const Matrix dense = p;
  CHECK(dense == dense.transpose());
  CHECK(dense.diagonal().isZero(0));
  CHECK(dense.minCoeff() >= 0);
  CHECK(dense.sum() == Approx(1).epsilon(tolerance::rounding));
}

TEST_CASE("the perplexity is reduced for few points") {
  const Index n = GENERATE(2, 3, 4, 7);
  const Matrix dense = joint_affinities(samples::normal(n, 3, 1), 30);
  CHECK(dense.allFinite());
  CHECK(dense.sum() == Approx(1).epsilon(tolerance::rounding));
  CHECK(joint_affinities(Matrix::Zero(1, 3), 30).nonZeros() == 0);
}

TEST_CASE("the widths of all points are those of their affinities, in units of the points") {
  const Index n = GENERATE(7, 60);
  const double perplexity = 8, reduced = std::min(perplexity, static_cast<double>(n - 1) / 3);
  Matrix x = samples::normal(n, 4, 5);
  const Vector precision = affinity_precisions(x, perplexity);
  for (Index i = 0; i < n; ++i) {
    std::vector<double> near;
    for (Index j = 0; j < n; ++j)
      if (j != i) near.push_back((x.row(i) - x.row(j)).squaredNorm());
    std::sort(near.begin(), near.end());
    near.resize(std::min<std::size_t>(near.size(), static_cast<std::size_t>(std::lround(3 * reduced))));
    Vector p = (-precision(i) * Eigen::Map<const Vector>(near.data(), static_cast<Index>(near.size()))).array().exp();
    p /= p.sum();
    CHECK(perplexity_of(p) == Approx(reduced).epsilon(tolerance::rounding));
  }
  for (const double unit : {0x1p-300, 0x1p300})
    laws::near(Vector(affinity_precisions(unit * x, perplexity) * unit * unit), precision, tolerance::scaled);
  x.setOnes();
  CHECK(affinity_precisions(x, perplexity) == Vector::Zero(n));
}
