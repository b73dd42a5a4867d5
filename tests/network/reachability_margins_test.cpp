#include <neon/core/error.hpp>
#include <neon/network/reachability_margins.hpp>

#include "support/laws.hpp"
#include "support/samples.hpp"
#include "support/slow_networks.hpp"

using namespace neon;

namespace {

using Kind = ReachabilityTerm::Kind;

constexpr Index dimensions = 3;

/// Two clusters of different density, and noise.
Hdbscan some_model(std::uint64_t seed) {
  Matrix points = samples::uniform(30, dimensions, seed);
  Labels cluster;
  for (Index n = 0; n < 30; ++n) {
    cluster.push_back(n < 10 ? 0 : n < 25 ? 1 : -1);
    points.row(n) *= n < 10 ? 0.3 : n < 25 ? 1 : 3;
    points(n, 0) += n < 10 ? 2 : 0;
  }
  return make_hdbscan(points, cluster, Vector{{0.3, 0.5}}, 4);
}

/// A margin as affine in (x, x^2), the density as one more feature that is 0: weights, and what is left.
struct SlowMargin {
  Vector weight = Vector::Zero(2 * (dimensions + 1));
  double bias = 0;

  SlowMargin(const ReachabilityMargin& margin, const Matrix& points) {
    add(margin.above, 1, points);
    add(margin.below, -1, points);
  }
  void add(const ReachabilityTerm& term, double sign, const Matrix& points) {
    if (term.kind != Kind::distance) {
      bias += sign * term.value;
      return;
    }
    for (Index i = 0; i < dimensions; ++i) {
      const double p = points(term.point, i);
      weight(i) -= sign * 2 * p;
      weight(dimensions + 1 + i) += sign;
      bias += sign * p * p;
    }
  }
};

}  // namespace

TEST_CASE("rules read a margin of HDBSCAN as affine in (x, x^2), and the density as an input that is 0") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const Hdbscan model = some_model(seed);
  const Matrix x = 2 * samples::uniform(12, dimensions, seed + 4), top = samples::normal(12, 2, seed + 9);
  for (Index c = 0; c < model.clusters(); ++c) {
    const ReachabilityMargins layer(model, c);
    const Pass pass = layer.pass(x);
    const auto margins = model.margins(x, c);
    for (const Rule& rule : rules::all()) {
      if (rule.midpoint || rule.name == "w^2") continue;
      INFO(rule.name);
      Matrix expected(12, dimensions);
      Vector density(12);
      for (Index n = 0; n < 12; ++n) {
        Matrix weight(2, 2 * (dimensions + 1));
        Vector bias(2), expanded = Vector::Zero(2 * (dimensions + 1));
        expanded.head(dimensions) = x.row(n);
        expanded.segment(dimensions + 1, dimensions) = x.row(n).cwiseAbs2();
        for (Index column = 0; column < 2; ++column) {
          const SlowMargin slow(margins[static_cast<std::size_t>(n)][static_cast<std::size_t>(column)],
                                model.search.points());
          weight.row(column) = slow.weight;
          bias(column) = slow.bias;
        }
        laws::equal(Vector(weight * expanded + bias), Vector(pass.output.row(n)));
        const Vector r = slow::propagate(rule, weight, bias, {}, expanded, top.row(n).transpose());
        expected.row(n) = r.head(dimensions) + r.segment(dimensions + 1, dimensions);
        density(n) = r(dimensions) + r(2 * dimensions + 1);
      }
      const Propagation across = layer.propagation(rule);
      Vector constant = Vector::Zero(12);
      const Matrix found = across(x, pass, top, {.constant = &constant});
      laws::equal(found, expected, tolerance::amplified);
      laws::equal(constant, density, tolerance::amplified);
      if (!rule.proportional()) continue;
      laws::equal(Matrix(x.cwiseProduct(across(x, pass, top, {.per_unit = true}))), found, tolerance::amplified);
    }
  }
}

TEST_CASE("a margin of HDBSCAN hands its relevance to the active squares, and the density's stands apart") {
  Matrix points = Matrix::Zero(6, 2), x(1, 2);
  points.col(0) << 0, 1, 2, 10, 14, 18;
  const Hdbscan model = make_hdbscan(points, {0, 0, 0, 1, 1, 1}, Vector{{9, 100}}, 2);
  const Matrix top = Matrix::Ones(1, 2);
  const auto told = [&](Index c, const Rule& rule, Vector& constant) {
    const ReachabilityMargins layer(model, c);
    const Pass pass = layer.pass(x);
    constant = Vector::Zero(1);
    return layer.propagation(rule)(x, pass, pass.output, {.constant = &constant});
  };
  Vector constant;
  // At 1.5: kappa(x)^2 = 0.25, o_0 = kappa_j^2 = 1; o_1 = 8.5^2 is a distance.
  x << 1.5, 0;
  CHECK(ReachabilityMargins(model, 0).forward(x) == Matrix{{72.25 - 1, 9 - 1}});
  laws::equal(told(0, rules::midpoint(), constant), Matrix{{72.25 + 4.5, 4.5}});
  CHECK(constant(0) == Approx(-2));
  laws::equal(told(0, rules::w_square(), constant), Matrix{{72.25 - 1 + 4, 4}});  // no gradient over noise: equal parts
  CHECK(constant(0) == 0);
  CHECK_THROWS_WITH(ReachabilityMargins(model, 0).propagation(rules::midpoint())(
                        x, ReachabilityMargins(model, 0).pass(x), top, {.per_unit = true}),
                    Catch::Contains("not proportional"));
  CHECK_THROWS_WITH(ReachabilityMargins(model, 0).forward(Matrix::Zero(1, 3)),
                    Catch::Contains("3 features should be 2"));
}
