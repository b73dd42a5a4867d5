#pragma once
#include <neon/explain/evidence.hpp>

#include <catch2/catch.hpp>

#include "support/tolerances.hpp"

/// The laws of the method as reusable checks.
namespace neon::laws {

/// Two computations of the same numbers agree, relative to 1 + the largest magnitude.
template <class A, class B>
void equal(const A& a, const B& b, double tolerance = tolerance::rounding) {
  REQUIRE(a.rows() == b.rows());
  REQUIRE(a.cols() == b.cols());
  CHECK(a.allFinite());
  CHECK((a - b).cwiseAbs().maxCoeff() <= tolerance * (1 + b.cwiseAbs().maxCoeff()));
}

/// Two computations of the same numbers agree, relative to the largest magnitude alone: whatever their unit.
template <class A, class B>
void near(const A& a, const B& b, double tolerance = tolerance::rounding) {
  REQUIRE(a.rows() == b.rows());
  REQUIRE(a.cols() == b.cols());
  CHECK(a.allFinite());
  CHECK((a - b).cwiseAbs().maxCoeff() <= tolerance * b.cwiseAbs().maxCoeff());
}

/// sum_i R_i = f, point by point.
inline void conserves(const Matrix& relevance, const Vector& f, double tolerance = tolerance::conservation) {
  equal(Vector(relevance.rowwise().sum()), f, tolerance);
}

/// The gradient is the derivative: central differences, relative to its size.
inline void differentiates(const Evidence& f, const Matrix& x) {
  const Matrix gradient = f.gradient(x);
  for (Index i = 0; i < x.cols(); ++i) {
    Matrix up = x, down = x;
    up.col(i).array() += tolerance::difference_step;
    down.col(i).array() -= tolerance::difference_step;
    const Vector numeric = (f.value(up) - f.value(down)) / (2 * tolerance::difference_step);
    CHECK((numeric - gradient.col(i)).cwiseAbs().maxCoeff() <=
          tolerance::gradient * (1 + gradient.cwiseAbs().maxCoeff()));
  }
}

}  // namespace neon::laws
