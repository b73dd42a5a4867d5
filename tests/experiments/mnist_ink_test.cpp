#include <catch2/catch.hpp>

#include "experiments/mnist/ink.hpp"
#include "support/laws.hpp"
#include "support/samples.hpp"

using namespace neon;
using experiments::mnist::ink_reach;
using experiments::mnist::ink_share;

TEST_CASE("the share of relevance near ink, pixel by pixel") {
  constexpr Index side = 9;
  Matrix x = Matrix::Zero(3, side * side);
  x(0, 0) = 1;
  x(1, 4 * side + 8) = 0.1;
  x(1, 2 * side + 3) = 1;
  const Matrix relevance = samples::normal(3, side * side, 1);
  Vector expected = Vector::Zero(3);
  for (Index n = 0; n < 3; ++n) {
    for (Index i = 0; i < side * side; ++i) {
      bool near = false;
      for (Index j = 0; j < side * side; ++j)
        near = near || (x(n, j) > 0 && std::abs(i / side - j / side) <= ink_reach &&
                        std::abs(i % side - j % side) <= ink_reach);
      if (near) expected(n) += std::abs(relevance(n, i));
    }
    expected(n) /= relevance.row(n).cwiseAbs().sum();
  }
  laws::equal(ink_share(relevance, x), expected);
  CHECK(expected(2) == 0);
  CHECK(ink_share(Matrix::Zero(3, side * side), x).isZero(0));
}

TEST_CASE("the share near ink refuses what is no image") {
  CHECK_THROWS_WITH(ink_share(Matrix::Zero(1, 8), Matrix::Zero(1, 8)), Catch::Contains("should be squares"));
  CHECK_THROWS_WITH(ink_share(Matrix::Zero(1, 4), Matrix::Zero(2, 4)), Catch::Contains("should be [2, 4]"));
}
