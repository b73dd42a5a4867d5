#include <neon/core/frame.hpp>

#include <catch2/catch.hpp>

#include <cmath>

#include "support/laws.hpp"

using namespace neon;

TEST_CASE("a frame goes there and back, and its unit is a power of two") {
  Matrix x(3, 2);
  x << 1, 5, 2, 9, 6, -3;
  for (const double unit : {1e-140, 1e-9, 1.0, 1e140}) {
    const Matrix points = unit * x;
    const Frame frame = frame_of(points);
    int exponent = 0;
    CHECK(std::frexp(frame.unit, &exponent) == 0.5);
    const Matrix z = frame.in(points);
    CHECK(z.cwiseAbs().maxCoeff() >= 1);
    CHECK(z.cwiseAbs().maxCoeff() < 2);
    laws::equal(Matrix(frame.out(z) / unit), x, tolerance::rounding);
  }
}

TEST_CASE("the mean of a constant column is its value, whatever the number of rows") {
  for (const Index rows : {1, 100, 1500, 100000}) {
    const Matrix x = Matrix::Constant(rows, 2, 0.1 + 1e8);
    CHECK((column_means(x).array() == x(0, 0)).all());
  }
}

TEST_CASE("the mean of a column far from 0 is as near as its numbers") {
  Matrix x(4, 1);
  x << 3e8 + 1, 3e8 + 2, 3e8 + 3, 3e8 + 5;
  CHECK(column_means(x)(0) == 3e8 + 2.75);
}

TEST_CASE("a column spans nothing where it is constant, or differs by rounding only") {
  Matrix x(3, 4);
  x << 7.43, 0.1 + 0.2, 1e12, 1e-200, 7.43, 0.3, 1e12 + 1, 3e-200, 7.43, 0.15 + 0.15, 1e12 + 2, 2e-200;
  const Eigen::RowVectorXd span = column_spans(x);
  CHECK(span(0) == 0);
  CHECK(span(1) == 0);
  CHECK(span(2) == 2);
  CHECK(span(3) == 2e-200);
}

TEST_CASE("points whose squared distances no double holds have no frame") {
  Matrix x(2, 1);
  x << 0, 1e200;
  CHECK_THROWS_WITH(frame_of(x), Catch::Contains("scale the features"));
  x << 0, 1e-200;
  CHECK_THROWS_WITH(frame_of(x), Catch::Contains("scale the features"));
  x << 7, 7;
  CHECK(frame_of(x).unit == 1);
  x << 0, 1e-300;
  const Matrix z = frame_of_any_size(x).in(x);
  CHECK(z(1, 0) - z(0, 0) == Approx(1e-300 / frame_of_any_size(x).unit));
}
