#include <neon/clustering/scaling.hpp>
#include <neon/core/error.hpp>

#include <cmath>

#include "support/laws.hpp"
#include "support/samples.hpp"

using namespace neon;

TEST_CASE("minmax scaling gives 0 to 1, standard scaling mean 0 and deviation 1") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const Matrix x = (samples::normal(30, 4, seed).array() * 50).matrix().rowwise() + Eigen::RowVector4d(0, 1e3, -5, 2);
  Matrix z = x;
  minmax_scaling(x).apply(z);
  for (Index i = 0; i < 4; ++i) {
    CHECK(z.col(i).minCoeff() == 0);
    CHECK(z.col(i).maxCoeff() == Approx(1).epsilon(tolerance::rounding));
  }
  z = x;
  standard_scaling(x).apply(z);
  for (Index i = 0; i < 4; ++i) {
    CHECK(z.col(i).mean() == Approx(0).margin(tolerance::rounding));
    CHECK(z.col(i).squaredNorm() == Approx(30).epsilon(tolerance::rounding));
  }
}

TEST_CASE("a constant feature becomes 0, no scaling changes nothing") {
  const Matrix x = Matrix::Constant(7, 1, 0.1);
  for (const Scaling& scaling : {minmax_scaling(x), standard_scaling(x)}) {
    Matrix z = x;
    scaling.apply(z);
    CHECK(z.cwiseAbs().maxCoeff() < tolerance::rounding);
  }
  Matrix z = x;
  Scaling{}.apply(z);
  CHECK(z == x);
}

TEST_CASE("a constant column has factor 1, whatever the number of rows") {
  const auto rows = static_cast<Index>(GENERATE(100, 1500, 100000, 10000000));
  Matrix x = Matrix::Constant(rows, 1, GENERATE(7.43, 1e-9 / 3));
  CHECK(standard_scaling(x).factor[0] == 1);
  CHECK(standard_scaling(x).shift[0] == x(0, 0));
  CHECK(minmax_scaling(x).factor[0] == 1);
  x(rows / 2, 0) = std::nextafter(x(0, 0), 10);  // the rounding of a computation that meant a constant
  CHECK(standard_scaling(x).factor[0] == 1);
  CHECK(minmax_scaling(x).factor[0] == 1);
}

TEST_CASE("scaling sees no unit and no origin") {
  const Matrix x = samples::normal(40, 2, 3);
  const double unit = GENERATE(1e-300, 1e-150, 1e150, 1e300);
  for (const auto& scaling : {standard_scaling, minmax_scaling}) {
    const Scaling one = scaling(x), other = scaling(unit * x);
    laws::equal(Vector(other.factor * unit), one.factor);
    laws::equal(Vector(other.shift / unit), one.shift);
    laws::equal(scaling(Matrix(x.array() + 1e6)).factor, one.factor, tolerance::invariance);
  }
}

TEST_CASE("scaling refuses a column whose size has no inverse") {
  Matrix x(2, 2);
  x << 0, 1, 1, 1 + 1e-3;
  x(1, 0) = 1e-310;
  CHECK_THROWS_WITH(minmax_scaling(x), Catch::Contains("column 0 has the size"));
  x.col(0) << -1e308, 1e308;
  CHECK_THROWS_WITH(standard_scaling(x), Catch::Contains("column 0 has the size"));
}

TEST_CASE("scaling refuses no points, NaN and another number of features") {
  Matrix x = samples::normal(3, 2, 1);
  const Scaling scaling = minmax_scaling(x);
  Matrix wide(1, 3);
  CHECK_THROWS_WITH(scaling.apply(wide), Catch::Contains("3 features should be 2"));
  CHECK_THROWS_WITH(minmax_scaling(Matrix(0, 2)), Catch::Contains("0 points"));
  x(1, 1) = std::numeric_limits<double>::quiet_NaN();
  CHECK_THROWS_WITH(standard_scaling(x), Catch::Contains("row 1"));
}
