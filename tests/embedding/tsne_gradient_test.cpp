#include <neon/core/parallel.hpp>
#include <neon/embedding/tsne_gradient.hpp>

#include <catch2/catch.hpp>

#include <cmath>

#include "support/laws.hpp"
#include "support/samples.hpp"

using namespace neon;

namespace {

double student(const Matrix& y, Index i, Index j) {
  return 1 / (1 + std::pow(y(i, 0) - y(j, 0), 2) + std::pow(y(i, 1) - y(j, 1), 2));
}

Matrix exact_attraction(const Matrix& p, const Matrix& y) {
  Matrix force = Matrix::Zero(y.rows(), 2);
  for (Index i = 0; i < y.rows(); ++i)
    for (Index j = 0; j < y.rows(); ++j)
      for (Index axis = 0; axis < 2; ++axis) force(i, axis) += p(i, j) * student(y, i, j) * (y(i, axis) - y(j, axis));
  return force;
}

Repulsion exact_repulsion(const Matrix& y) {
  Repulsion result{Matrix::Zero(y.rows(), 2), 0};
  for (Index i = 0; i < y.rows(); ++i)
    for (Index j = 0; j < y.rows(); ++j) {
      if (j == i) continue;
      const double q = student(y, i, j);
      result.z += q;
      for (Index axis = 0; axis < 2; ++axis) result.force(i, axis) += q * q * (y(i, axis) - y(j, axis));
    }
  return result;
}

/// Clumps of points, as an embedding has them; some coincide.
Matrix clumps(Index n, std::uint64_t seed) {
  Matrix y = samples::normal(n, 2, seed);
  for (Index i = 0; i < n; ++i) {
    y(i, 0) += 12 * static_cast<double>(i % 3);
    y(i, 1) -= 9 * static_cast<double>(i % 2);
  }
  y.topRows(n / 10).rowwise() = y.row(0).eval();
  return y;
}

}  // namespace

TEST_CASE("without approximation the repulsion is the sum over all pairs") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const Index n = GENERATE(2, 9, 203);
  const Matrix y = clumps(n, seed);
  const Repulsion tree = tsne_repulsion(y, 0), twin = exact_repulsion(y);
  laws::equal(tree.force, twin.force);
  CHECK(tree.z == Approx(twin.z).epsilon(tolerance::rounding));
}

TEST_CASE("the Barnes-Hut repulsion is near the sum over all pairs") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const Matrix y = clumps(400, seed);
  const Repulsion tree = tsne_repulsion(y, 0.5), twin = exact_repulsion(y);
  CHECK((tree.force - twin.force).norm() <= tolerance::barnes_hut * twin.force.norm());
  CHECK((tree.force - twin.force).norm() > 0);
  CHECK(std::abs(tree.z - twin.z) <= tolerance::barnes_hut * twin.z);
}

TEST_CASE("coincident points do not push each other") {
  const Repulsion repulsion = tsne_repulsion(Matrix::Constant(50, 2, 1.5), GENERATE(0.0, 0.5));
  CHECK(repulsion.force.isZero(0));
  CHECK(repulsion.z == 50 * 49);
}

TEST_CASE("the attraction is the sum over all pairs") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const Affinities p = joint_affinities(samples::normal(60, 4, seed), 6);
  const Matrix y = samples::normal(60, 2, seed + 10);
  laws::equal(tsne_attraction(p, y), exact_attraction(Matrix(p), y));
}

TEST_CASE("the two forces make the gradient of the divergence") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const Affinities p = joint_affinities(samples::normal(16, 4, seed), 4);
  const Matrix y = samples::normal(16, 2, seed + 20);
  const Repulsion repulsion = tsne_repulsion(y, 0);
  const Matrix gradient = 4 * (tsne_attraction(p, y) - repulsion.force / repulsion.z);

  const auto divergence = [&](const Matrix& at) { return tsne_divergence(p, at, exact_repulsion(at).z); };
  Matrix numeric(16, 2);
  for (Index i = 0; i < y.size(); ++i) {
    Matrix up = y, down = y;
    up.data()[i] += tolerance::difference_step;
    down.data()[i] -= tolerance::difference_step;
    numeric.data()[i] = (divergence(up) - divergence(down)) / (2 * tolerance::difference_step);
  }
  laws::equal(gradient, numeric, tolerance::gradient);
}

TEST_CASE("the divergence is that of the distributions over pairs") {
  const Affinities p = joint_affinities(samples::normal(20, 3, 1), 5);
  const Matrix y = samples::normal(20, 2, 2);
  const double z = exact_repulsion(y).z;
  double twin = 0;
  for (Index i = 0; i < 20; ++i)
    for (Index j = 0; j < 20; ++j)
      if (p.coeff(i, j) > 0) twin += p.coeff(i, j) * std::log(p.coeff(i, j) / (student(y, i, j) / z));
  CHECK(tsne_divergence(p, y, z) == Approx(twin).epsilon(tolerance::rounding));
}

TEST_CASE("the forces do not depend on the number of threads") {
  const Matrix y = clumps(1500, 5);
  const Affinities p = joint_affinities(samples::normal(1500, 2, 1), 4);
  set_threads(1);
  const Repulsion one = tsne_repulsion(y, 0.5);
  const Matrix pull = tsne_attraction(p, y);
  set_threads(2);
  const Repulsion two = tsne_repulsion(y, 0.5);
  CHECK(pull == tsne_attraction(p, y));
  set_threads(0);
  CHECK(one.force == two.force);
  CHECK(one.z == two.z);
}
