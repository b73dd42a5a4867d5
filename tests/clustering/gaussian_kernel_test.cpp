#include <neon/clustering/gaussian_kernel.hpp>
#include <neon/core/error.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>

#include "clustering/brute_force.hpp"
#include "clustering/threads.hpp"
#include "support/samples.hpp"
#include "support/tolerances.hpp"

using namespace neon;
using Catch::Contains;

namespace {

/// Mean share of the similarity to other points that falls on the nearest ones, as written.
double neighbour_share(const Matrix& x, Index neighbours, double gamma) {
  brute_force::Long mean = 0;
  for (Index i = 0; i < x.rows(); ++i) {
    std::vector<brute_force::Long> distance;
    for (Index j = 0; j < x.rows(); ++j)
      if (j != i) distance.push_back(brute_force::squared_distance(x.row(i), x.row(j)));
    std::sort(distance.begin(), distance.end());
    brute_force::Long near = 0, total = 0;
    for (std::size_t j = 0; j < distance.size(); ++j) {
      const auto similarity = std::exp(-brute_force::Long(gamma) * (distance[j] - distance[0]));
      total += similarity;
      if (j < static_cast<std::size_t>(neighbours)) near += similarity;
    }
    mean += near / total / brute_force::Long(x.rows());
  }
  return static_cast<double>(mean);
}

}  // namespace

TEST_CASE("the kernel matrix is its formula, symmetric, with a unit diagonal", "[kernels]") {
  const Matrix x = samples::normal(GENERATE(1, 7, 300, 520), 5, 1);
  const auto kernel = gaussian_kernel<double>(x, 0.2);
  const auto as_float = gaussian_kernel<float>(x, 0.2);
  double worst = 0, worst_float = 0;
  for (Index i = 0; i < x.rows(); ++i)
    for (Index j = 0; j < x.rows(); ++j) {
      const double expected =
          static_cast<double>(std::exp(-brute_force::Long(0.2) * brute_force::squared_distance(x.row(i), x.row(j))));
      worst = std::max(worst, std::abs(kernel(i, j) - expected));
      worst_float = std::max(worst_float, std::abs(static_cast<double>(as_float(i, j)) - expected));
    }
  CHECK(worst <= tolerance::rounding);
  CHECK(worst_float <= 1e-7);
  CHECK(kernel == kernel.transpose());
  CHECK((kernel.diagonal().array() == 1).all());
}

TEST_CASE("the kernel matrix does not depend on the threads") {
  const Matrix x = samples::normal(700, 4, 2);
  const auto compute = [&] { return gaussian_kernel<float>(x, 0.5); };
  CHECK(with_threads(1, compute) == with_threads(2, compute));
}

TEST_CASE("the width found gives the wanted share to the nearest neighbours", "[kernels]") {
  const double scale = GENERATE(1e-3, 1e3);
  const Index n = GENERATE(40, 400);  // below and above the sampled start
  const Matrix x = scale * samples::normal(n, 3, static_cast<std::uint64_t>(GENERATE(1, 2)));
  const double share = GENERATE(0.2, 0.5, 0.9);
  CHECK(std::abs(neighbour_share(x, n / 10, gamma_for_neighbour_share(x, n / 10, share)) - share) <= 1e-6);
}

TEST_CASE("isolated points and duplicates do not spoil the width") {
  Matrix x = samples::normal(30, 2, 3);
  x.row(3).setConstant(1e6);
  x.row(8) = x.row(9);
  const double gamma = gamma_for_neighbour_share(x, 5, 0.5);
  CHECK(std::abs(neighbour_share(x, 5, gamma) - 0.5) <= 1e-6);
}

TEST_CASE("neighbours at the same distance share one place") {
  Matrix x(4, 2);  // corners of a square: two neighbours at distance 1, one at 2
  x << 0, 0, 0, 1, 1, 0, 1, 1;
  // one of the two counts: 1 / (2 + e^-gamma) = 0.45
  CHECK(gamma_for_neighbour_share(x, 1, 0.45) == Approx(-std::log(1 / 0.45 - 2)).epsilon(1e-6));
  CHECK_THROWS_WITH(gamma_for_neighbour_share(x, 1, 0.6), Contains("no gamma reaches the share 0.6"));
}

TEST_CASE("the kernel refuses what it cannot use") {
  Matrix x = samples::normal(5, 2, 1);
  CHECK_THROWS_WITH(gaussian_kernel<float>(x, 0), Contains("gamma 0 should be positive and finite"));
  CHECK_THROWS_WITH(gamma_for_neighbour_share(x.topRows(2), 1, 0.5), Contains("2 points should be at least 3"));
  CHECK_THROWS_WITH(gamma_for_neighbour_share(x, 0, 0.5), Contains("0 neighbours should be in [1, 3]"));
  CHECK_THROWS_WITH(gamma_for_neighbour_share(x, 4, 0.5), Contains("4 neighbours should be in [1, 3]"));
  CHECK_THROWS_WITH(gamma_for_neighbour_share(x, 2, 0.5), Contains("share 0.5 should be in (0.5, 1)"));
  CHECK_THROWS_WITH(gamma_for_neighbour_share(1e200 * x, 2, 0.6), Contains("scale the features"));
  x(1, 1) = std::nan("");
  CHECK_THROWS_WITH(gaussian_kernel<double>(x, 1), Contains("nan in row 1, column 1 should be finite"));
  CHECK_THROWS_WITH(gamma_for_neighbour_share(x, 2, 0.6), Contains("nan in row 1, column 1 should be finite"));
}
