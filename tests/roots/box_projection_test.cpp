#include <neon/roots/box_projection.hpp>

#include <algorithm>
#include <cmath>

#include "support/laws.hpp"
#include "support/samples.hpp"

using namespace neon;

namespace {

/// lambda by sorting the places where a feature meets its bound and walking along them.
double multiplier_by_sorting(const Eigen::RowVectorXd& x, const Eigen::RowVectorXd& g, double offset, const Box& box) {
  const auto bound = [&](Index i) { return g[i] > 0 ? box.lower : box.upper; };
  std::vector<double> breakpoints;
  for (Index i = 0; i < x.size(); ++i)
    if (g[i] != 0) breakpoints.push_back((x[i] - bound(i)) / g[i]);
  breakpoints.push_back(infinity);
  std::sort(breakpoints.begin(), breakpoints.end());
  double start = 0;
  for (const double end : breakpoints) {
    // On [start, end) the free features are those that meet their bound at `end` or later.
    long double constant = 0, slope = 0;
    for (Index i = 0; i < x.size(); ++i) {
      if (g[i] == 0) continue;
      const bool open = (x[i] - bound(i)) / g[i] >= end;
      constant += g[i] * (open ? x[i] : bound(i));
      if (open) slope += static_cast<long double>(g[i]) * g[i];
    }
    if (constant - start * slope <= offset) return start;
    const double lambda = slope > 0 ? static_cast<double>((constant - offset) / slope) : infinity;
    if (lambda <= end) return lambda;
    start = end;
  }
  return infinity;
}

struct Case {
  Eigen::RowVectorXd x, g;

  Eigen::RowVectorXd lower(const Box& box) const { return box.lower - x.array(); }
  Eigen::RowVectorXd upper(const Box& box) const { return box.upper - x.array(); }
};

/// Some features start on a bound, some have no slope, some the same breakpoint.
Case random_case(Index d, const Box& box, std::uint64_t seed) {
  Random random(seed);
  const double low = std::max(box.lower, -3.0), high = std::min(box.upper, 4.0);
  Case c{Eigen::RowVectorXd(d), Eigen::RowVectorXd(d)};
  for (Index i = 0; i < d; ++i) {
    const double u = random.uniform();
    c.x[i] = low + u * (high - low);
    if (u < 0.2 && std::isfinite(box.lower)) c.x[i] = box.lower;
    if (u > 0.8 && std::isfinite(box.upper)) c.x[i] = box.upper;
    c.g[i] = random.below(8) == 0 ? 0 : random.below(8) == 0 ? 0.5 : random.normal();
  }
  return c;
}

}  // namespace

TEST_CASE("the projection is the one found by sorting the breakpoints") {
  const auto seed = GENERATE(1, 2, 3, 4, 5, 6, 7, 8);
  const Index d = GENERATE(1, 2, 7, 60);
  const Box box = GENERATE(Box{}, Box{0, 1}, Box{0, infinity}, Box{-infinity, 3}, Box{-2, 5});
  const double depth = GENERATE(-0.5, 0.3, 2.0, 40.0);
  const Case c = random_case(d, box, static_cast<std::uint64_t>(seed));
  const double offset = c.g.dot(c.x) - depth;

  Eigen::RowVectorXd z(d);
  const double lambda = project_on_half_space(c.g, -depth, c.lower(box), c.upper(box), z);
  const Eigen::RowVectorXd xi = (c.x + z).cwiseMax(box.lower).cwiseMin(box.upper);
  const double expected = multiplier_by_sorting(c.x, c.g, offset, box);
  CHECK((z.array() >= c.lower(box).array()).all());
  CHECK((z.array() <= c.upper(box).array()).all());
  if (std::isinf(expected)) {
    CHECK(lambda == infinity);
    CHECK(c.g.dot(xi) > offset);
    for (Index i = 0; i < d; ++i) CHECK(z[i] == (c.g[i] == 0 ? 0 : (c.g[i] > 0 ? box.lower : box.upper) - c.x[i]));
    return;
  }
  CHECK(lambda == Approx(expected).epsilon(tolerance::rounding));
  laws::equal(xi, Eigen::RowVectorXd((c.x - expected * c.g).cwiseMax(box.lower).cwiseMin(box.upper)));
  CHECK(c.g.dot(xi) <= offset + tolerance::rounding);
  if (depth < 0) CHECK(z.isZero(0));
}

TEST_CASE("a half-space out of reach gives the corner nearest to it") {
  const Eigen::RowVectorXd lower = Eigen::RowVectorXd::Constant(3, -0.5), upper = -lower;
  Eigen::RowVectorXd g(3), z(3), corner(3);
  g << 1, -2, 0;
  corner << -0.5, 0.5, 0;
  CHECK(project_on_half_space(g, -2, lower, upper, z) == infinity);
  CHECK(z == corner);
  CHECK(project_on_half_space(g, -1.5, lower, upper, z) < infinity);
  CHECK(z == corner);
}

TEST_CASE("no direction, no way") {
  const Eigen::RowVectorXd zero = Eigen::RowVectorXd::Zero(2), upper = Eigen::RowVectorXd::Constant(2, infinity);
  Eigen::RowVectorXd z(2);
  CHECK(project_on_half_space(zero, -1, -upper, upper, z) == infinity);
  CHECK(z == zero);
  CHECK(project_on_half_space(zero, 0, -upper, upper, z) == 0);
  CHECK(z == zero);
}
