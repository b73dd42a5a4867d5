#include <neon/explain/network_evidence.hpp>
#include <neon/roots/crossing.hpp>

#include <cmath>

#include "support/laws.hpp"
#include "support/sample_models.hpp"

using namespace neon;

namespace {

/// A function of the first feature alone; root finding needs no gradient.
Evidence profile(double (*f)(double)) {
  return make_evidence(1, [f](const MatrixView& x) -> Vector { return x.col(0).unaryExpr(f); }, {});
}

double step(double t) { return t < 0.7310585 ? 3 : -5; }
double flat(double t) { return 1e-3 - std::pow(t, 21); }
double steep(double t) { return std::exp(-30 * t) - 1e-9; }
double wavy(double t) { return std::cos(20 * t) + 0.5 - 2 * t; }
double undefined(double t) { return t > 0.2 && t < 0.6 ? NAN : 0.8 - t; }

}  // namespace

TEST_CASE("every segment is cut where f leaves 0, however f runs along it") {
  const auto shape = GENERATE(&flat, &steep, &wavy, &undefined);
  const double slack = GENERATE(1e-2, 1e-9, 1e-13);
  const double guess = GENERATE(1.0, 0.4);
  const Evidence f = profile(shape);
  const Matrix from = Matrix::Zero(1, 1), to = Matrix::Ones(1, 1);
  const Crossing c =
      cross(f, from, f.value(from), to, f.value(to), Vector::Constant(1, guess), Vector::Constant(1, slack));
  CHECK(c.value[0] <= 0);
  CHECK(c.value[0] >= -slack);
  CHECK(c.value[0] == Approx(shape(c.t[0])).margin(1e-15));
  CHECK(c.t[0] > 0);
  CHECK(c.t[0] <= 1);
}

TEST_CASE("a jump is located to rounding, on the side where f <= 0") {
  const Evidence f = profile(&step);
  const Matrix from = Matrix::Zero(1, 1), to = Matrix::Ones(1, 1);
  const Crossing c = cross(f, from, f.value(from), to, f.value(to), Vector::Ones(1), Vector::Constant(1, 1e-9));
  CHECK(c.t[0] == Approx(0.7310585).epsilon(1e-14));
  CHECK(c.value[0] == -5);
}

TEST_CASE("rows arrive each at its own place, with and without a model's shortcut, and few evaluations are spent") {
  const auto seed = GENERATE(1, 2, 3);
  const KernelKMeans model = samples::kernel_kmeans(3, 5, 4, 6, static_cast<std::uint64_t>(seed));
  const Evidence fast = evidence(neuralize(model, 0));
  Index evaluations = 0;
  Evidence slow = fast;
  slow.segment_shortcut = {};
  slow.margins = [&](const MatrixView& x) {
    evaluations += x.rows();
    return fast.margins(x);
  };

  const Matrix points = samples::uniform(60, 5, static_cast<std::uint64_t>(seed));
  const Vector value = fast.value(points);
  Labels above, below;
  for (Index n = 0; n < points.rows(); ++n) (value[n] > 0 ? above : below).push_back(n);
  const std::size_t pairs = std::min(above.size(), below.size());
  REQUIRE(pairs > 5);
  above.resize(pairs);
  below.resize(pairs);

  const Matrix from = points(above, Eigen::all), to = points(below, Eigen::all);
  const auto count = static_cast<Index>(pairs);
  const Vector slack = Vector::Constant(count, tolerance::feasible), guess = Vector::Ones(count);
  const Crossing a = cross(fast, from, value(above), to, value(below), guess, slack);
  const Crossing b = cross(slow, from, value(above), to, value(below), guess, slack);
  laws::equal(a.t, b.t, tolerance::oracle);
  const Vector there = fast.value(from + Matrix((to - from).array().colwise() * a.t.array()));
  laws::equal(there, a.value);
  CHECK(there.maxCoeff() <= tolerance::rounding);
  CHECK(there.minCoeff() >= -tolerance::feasible - tolerance::rounding);
  CHECK(evaluations <= 12 * count);
}
