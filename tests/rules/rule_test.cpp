#include <neon/core/error.hpp>
#include <neon/rules/linear_propagation.hpp>

#include "support/laws.hpp"
#include "support/samples.hpp"
#include "support/slow_rules.hpp"

using namespace neon;

TEST_CASE("every rule is its formula") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const Linear layer{samples::normal(3, 6, seed), samples::normal(3, 1, seed + 1).col(0)};
  const Matrix root = samples::normal(3, 6, seed + 2), x = samples::uniform(8, 6, seed + 3);
  const Matrix relevance = samples::normal(8, 3, seed + 4);
  for (const Rule& rule : rules::all()) {
    INFO(rule.name);
    Matrix expected(8, 6);
    for (Index n = 0; n < 8; ++n)
      expected.row(n) = slow::propagate(rule, layer.weight, layer.bias, root, x.row(n), relevance.row(n));
    laws::equal(LinearPropagation(rule, layer, root)(x, relevance), expected);
  }
}

TEST_CASE("zB holds for any box") {
  const Linear layer{samples::normal(3, 6, 5), Vector::Zero(3)};
  const Matrix x = samples::uniform(4, 6, 6).array() * 3 - 2, relevance = samples::normal(4, 3, 7);
  Matrix expected(4, 6);
  for (Index n = 0; n < 4; ++n)
    expected.row(n) =
        slow::propagate(rules::z_box(), layer.weight, layer.bias, {}, x.row(n), relevance.row(n), {-2, 1});
  laws::equal(LinearPropagation(rules::z_box(-2, 1), layer)(x, relevance), expected);
}

TEST_CASE("zB holds for inputs with bounds of their own") {
  const Linear layer{samples::normal(3, 2, 8), Vector::Zero(3)};
  const Matrix x = samples::uniform(4, 2, 9), relevance = samples::normal(4, 3, 10);
  Matrix wide = layer.weight, scaled = x;
  wide.col(1) *= 4;  // the second input in units of a quarter: its box [0, 4] is [0, 1] again
  scaled.col(1) *= 4;
  laws::equal(LinearPropagation(rules::z_box(), layer,
                                InputReference{.at_root = {}, .lower = Vector::Zero(2), .upper = Vector{{1, 4}}})(
                  scaled, relevance),
              LinearPropagation(rules::z_box(), {wide, layer.bias})(x, relevance));
}

TEST_CASE("rules without a bias conserve relevance") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(11, 12, 13));
  Linear layer{samples::normal(3, 6, seed), samples::normal(3, 1, seed + 1).col(0)};
  layer.weight.col(0) = layer.weight.col(0).cwiseAbs();  // z+ has no one to give to where no weight is positive
  const Matrix root = samples::normal(3, 6, seed + 2), x = samples::uniform(8, 6, seed + 3);
  const Matrix relevance = samples::normal(8, 3, seed + 4);
  for (const Rule& rule : rules::all()) {
    INFO(rule.name);
    if (!rule.bias && rule.epsilon == 0)
      laws::conserves(LinearPropagation(rule, layer, root)(x, relevance), relevance.rowwise().sum());
  }
}

TEST_CASE("z by hand: the bias takes its share and keeps it") {
  const Linear layer{Matrix{{2, -1}}, Vector{{3}}};
  const Matrix result = LinearPropagation(rules::z(), layer)(Matrix{{1, 1}}, Matrix{{8}});  // 2 - 1 + 3 = 4
  CHECK(result == Matrix{{4, -2}});
}

TEST_CASE("a zero denominator stays finite, and gives nothing where nothing came") {
  const Linear layer{Matrix{{1, -1}, {1, -1}}, Vector::Zero(2)};
  for (const Rule& rule : rules::all()) {
    INFO(rule.name);
    const LinearPropagation propagation(rule, layer, Matrix::Zero(2, 2));
    CHECK(propagation(Matrix{{1, 1}}, Matrix{{1, 2}}).allFinite());
    CHECK(propagation(Matrix{{0, 0}}, Matrix{{1, 2}}).allFinite());
    CHECK(propagation(Matrix{{1, 1}}, Matrix{{0, 0}}).isZero(0));
  }
}

TEST_CASE("the condition tells the smallest denominator and the share through negative ones") {
  const Linear layer{Matrix{{1, 0}, {0, -2}}, Vector::Zero(2)};
  Condition condition(2);
  LinearPropagation(rules::z(), layer)(Matrix{{3, 0.5}, {1, 1}}, Matrix{{1, 3}, {1, 0}}, &condition);
  CHECK(condition.smallest == Vector{{1, 1}});  // |-2 * 0.5|; the second point's other neuron got nothing
  CHECK(condition.negative_share() == Vector{{0.75, 0}});
}

TEST_CASE("rules are found by name") {
  CHECK(rules::find("gamma=0.1").terms[1].factor == 0.1);
  CHECK(rules::find("epsilon=2").epsilon == 2);
  for (const Rule& rule : rules::all()) CHECK(rules::find(rule.name).name == rule.name);
  CHECK_THROWS_WITH(rules::find("zC"),
                    "rule 'zC' should be one of z, z-nobias, affine, epsilon[=e], z+, gamma[=g], zB, midpoint, w^2, "
                    "flat; did you mean 'z'?");
  CHECK_THROWS_WITH(rules::find("gamma=x"), "rule 'gamma=x': 'x' should be a positive number");
  CHECK_THROWS_WITH(rules::find("gamma=-1"), "rule 'gamma=-1': '-1' should be a positive number");
  CHECK_THROWS_WITH(rules::find("gamma=nan"), "rule 'gamma=nan': 'nan' should be a positive number");
  CHECK_THROWS_AS(rules::find("z=3"), Error);
  CHECK_THROWS_AS(rules::z_box(1, 0), Error);
}

TEST_CASE("shape mismatches say what should be there") {
  const Linear layer{Matrix::Ones(2, 3), Vector::Zero(2)};
  const LinearPropagation z(rules::z(), layer);
  CHECK_THROWS_WITH(z(Matrix::Zero(1, 4), Matrix::Zero(1, 2)), "rule z: 4 inputs should be 3");
  CHECK_THROWS_WITH(z(Matrix::Zero(1, 3), Matrix::Zero(1, 1)), "rule z: relevance of shape [1, 1] should be [1, 2]");
  CHECK_THROWS_WITH(LinearPropagation(rules::midpoint(), layer),
                    Catch::Contains("root points of shape [0, 0] should be [2, 3]"));
}
