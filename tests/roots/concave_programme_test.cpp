#include <neon/roots/concave_programme.hpp>

#include "support/laws.hpp"
#include "support/samples.hpp"

using namespace neon;

namespace {

/// By coordinates, one after the other, again and again.
Vector by_coordinates(const Matrix& curvature, const Vector& slope, const Vector& from) {
  Vector lambda = from;
  for (int sweep = 0; sweep < 20000; ++sweep)
    for (Index k = 0; k < slope.size(); ++k) {
      double rise = slope[k];
      for (Index l = 0; l < slope.size(); ++l) rise -= curvature(k, l) * (lambda[l] - from[l]);
      lambda[k] = std::max(0.0, lambda[k] + rise / curvature(k, k));
    }
  return lambda;
}

}  // namespace

TEST_CASE("a concave programme of one and of two variables by hand") {
  const Vector level = Vector::Constant(2, 1e-12);
  laws::equal(maximise_concave(Matrix::Constant(1, 1, 2), Vector::Constant(1, 3), Vector::Zero(1), level.head(1)),
              Vector(Vector::Constant(1, 1.5)));
  laws::equal(maximise_concave(Matrix::Constant(1, 1, 2), Vector::Constant(1, -3), Vector::Ones(1), level.head(1)),
              Vector(Vector::Zero(1)));
  Matrix curvature(2, 2);
  curvature << 1, 2, 2, 5;  // the second would be -1 where both are free
  laws::equal(maximise_concave(curvature, Vector(Eigen::Vector2d(1, 1)), Vector::Zero(2), level),
              Vector(Eigen::Vector2d(1, 0)));
}

TEST_CASE("a concave programme is maximised as by coordinate ascent, wherever it starts") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3, 4));
  const Index n = GENERATE(1, 3, 8);
  const Matrix factor = samples::normal(n, n + 2, seed);
  const Matrix curvature = factor * factor.transpose();
  const Vector slope = samples::normal(n, 1, seed + 10).col(0), level = Vector::Constant(n, 1e-12);
  const Vector from = GENERATE(0, 1) == 0 ? Vector(Vector::Zero(n)) : Vector(samples::uniform(n, 1, seed + 20).col(0));
  const Vector best = maximise_concave(curvature, slope, from, level);
  CHECK(best.minCoeff() >= 0);
  laws::equal(best, by_coordinates(curvature, slope, from), tolerance::oracle);
}
