#include <neon/core/detail/exponential_kernel.hpp>

#include <cmath>
#include <vector>

#include "support/laws.hpp"
#include "support/samples.hpp"

using namespace neon;

TEST_CASE("exponentials of a row are those of its numbers, and 0 far below", "[kernels]") {
  const Index count = GENERATE(0, 1, 7, 8, 40);
  const double rate = GENERATE(0.3, 20.0), origin = -2;
  Vector x = 3 * samples::normal(count, 1, 1);
  if (count > 2) x(2) = 1e6;
  if (count > 3) x(3) = infinity;
  Vector terms(count), expected(count);
  for (Index i = 0; i < count; ++i) expected(i) = std::exp(-rate * (x(i) - origin));
  const ExponentialKernel& kernel = exponential_kernel();
  const double total = kernel.terms(x.data(), count, rate, origin, terms.data());
  CHECK(total == Approx(expected.sum()).epsilon(tolerance::rounding));
  CHECK(kernel.sum(x.data(), count, rate, origin) == Approx(expected.sum()).epsilon(tolerance::rounding));
  for (Index i = 0; i < count; ++i) CHECK(terms(i) == Approx(expected(i)).epsilon(tolerance::rounding));
  if (count > 3) CHECK(terms(2) + terms(3) == 0);
  CHECK(kernel.least(x.data(), count) == (count == 0 ? infinity : x.minCoeff()));
}

TEST_CASE("soft minima of groups of a row are those of each group alone", "[kernels]") {
  const double stiffness = GENERATE(0.3, 20.0);
  const bool shares = GENERATE(false, true);
  const std::vector<Index> first{0, 1, 10, 11, 30};
  const Vector scores = samples::normal(first.back(), 1, 1);
  Vector found = scores, value(4);
  exponential_kernel().soft_min_groups(found.data(), first.data(), 4, stiffness, shares, value.data());
  for (std::size_t g = 0; g < 4; ++g) {
    double least = infinity, total = 0;
    for (Index j = first[g]; j < first[g + 1]; ++j) least = std::min(least, scores(j));
    for (Index j = first[g]; j < first[g + 1]; ++j) total += std::exp(-stiffness * (scores(j) - least));
    CHECK(value(static_cast<Index>(g)) == Approx(least - std::log(total) / stiffness));
    for (Index j = first[g]; j < first[g + 1]; ++j) {
      const double term = std::exp(-stiffness * (scores(j) - least));
      CHECK(found(j) == Approx(shares ? term / total : term).epsilon(tolerance::rounding));
    }
  }
}

TEST_CASE("sums over the terms of distances tell the near ones, and pass over what is infinitely far", "[kernels]") {
  const Index count = GENERATE(1, 15, 16, 40);
  const double rate = 0.7, shift = 0.25, far = 2;
  Eigen::VectorXf distance = samples::uniform(count, 1, 1).cast<float>() * 4;
  distance.array() += static_cast<float>(shift);
  if (count > 1) distance(1) = std::numeric_limits<float>::infinity();
  NearSums expected{};
  for (Index j = 0; j < count; ++j) {
    if (std::isinf(distance(j))) continue;
    const double d = static_cast<double>(distance(j)) - shift, term = std::exp(-rate * d);
    expected.total += term;
    expected.total_slope += d * term;
    expected.near += d < far ? term : 0;
    expected.near_slope += d < far ? d * term : 0;
  }
  const NearSums found = exponential_kernel().near_sums(distance.data(), count, rate, shift, far);
  CHECK(found.total == Approx(expected.total).epsilon(tolerance::rounding));
  CHECK(found.near == Approx(expected.near).epsilon(tolerance::rounding));
  CHECK(found.total_slope == Approx(expected.total_slope).epsilon(tolerance::rounding));
  CHECK(found.near_slope == Approx(expected.near_slope).epsilon(tolerance::rounding));
}
