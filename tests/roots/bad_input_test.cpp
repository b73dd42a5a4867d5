#include <neon/core/error.hpp>
#include <neon/explain/network_evidence.hpp>
#include <neon/roots/root_point.hpp>

#include "support/laws.hpp"
#include "support/sample_models.hpp"

using namespace neon;
using Catch::Matchers::Contains;

TEST_CASE("points outside the box, not finite or of another width are named") {
  const Evidence f = evidence(neuralize(samples::kmeans(3, 4, 5, 1), 0));
  Matrix x = samples::uniform(5, 4, 1);
  x(3, 2) = 1.5;
  CHECK_NOTHROW(root_points(f, x));
  CHECK_THROWS_WITH(root_points(f, x, {.box = {0, 1}}), Contains("row 3, column 2: 1.5 should be in the box [0, 1]"));
  x(3, 2) = NAN;
  CHECK_THROWS_WITH(root_points(f, x), Contains("row 3, column 2: nan"));
  x(3, 2) = infinity;
  CHECK_THROWS_WITH(root_points(f, x), Contains("row 3, column 2: inf"));
  CHECK_THROWS_WITH(root_points(f, Matrix::Zero(2, 3)), Contains("points of 3 features should have 4"));
  CHECK_THROWS_WITH(root_points(f, Matrix::Zero(2, 4), {.box = {1, 0}}), Contains("box [1, 0] should not be empty"));
  CHECK_THROWS_WITH(root_points(f, Matrix::Zero(2, 4), {.tolerance = 0}), Contains("tolerance 0 should be positive"));
  CHECK_THROWS_AS(root_points(f, Matrix::Zero(2, 4), {.starts = -1}), Error);
}

TEST_CASE("no points, no roots") {
  const RootPoints roots = root_points(evidence(neuralize(samples::kmeans(3, 4, 5, 1), 0)), Matrix(0, 4));
  CHECK(roots.root.rows() == 0);
  CHECK(roots.feasible.empty());
}

TEST_CASE("a box that holds no root is reported, row by row") {
  KMeans model = samples::kmeans(2, 3, GENERATE(as<double>{}, infinity, 2.0), 1);
  model.centroids.row(0).setZero();
  model.centroids.row(1).setConstant(10);
  const Evidence f = evidence(neuralize(model, 0));
  const Matrix x = samples::uniform(70, 3, 1);
  const RootPoints roots = root_points(f, x, {.box = {0, 4}}), reachable = root_points(f, x, {.box = {0, 6}});
  CHECK(roots.root == x);
  CHECK(roots.feasible == std::vector<char>(70, 0));
  CHECK(roots.distance.isZero());
  laws::equal(roots.value, f.value(x));
  CHECK(reachable.feasible == std::vector<char>(70, 1));
}

TEST_CASE("functions without a root, or without a value, end with the point itself") {
  const double constant = GENERATE(1.0, infinity, static_cast<double>(NAN));
  const Evidence f = make_evidence(
      2, [=](const MatrixView& x) -> Vector { return Vector::Constant(x.rows(), constant); },
      [](const MatrixView& x) -> Matrix { return Matrix::Constant(x.rows(), 2, NAN); });
  const Matrix x = samples::uniform(3, 2, 1);
  const RootPoints roots = root_points(f, x);
  CHECK(roots.root == x);
  CHECK(roots.feasible == std::vector<char>(3, 0));
}
