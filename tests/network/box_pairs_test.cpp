#include <neon/network/box_pairs.hpp>

#include "support/laws.hpp"
#include "support/samples.hpp"

using namespace neon;

namespace {

/// Three clusters, of which the middle one is explained; a third of all features are 0, as pixels are.
PooledMembers some_members(Index own, Index d) {
  Matrix member = samples::uniform(own + 9, d, 1);
  member = (member.array() < 1.0 / 3).select(0, member);
  return {.origin = Eigen::RowVectorXd::Zero(d), .member = member, .begin = {0, 5, 5 + own, own + 9}};
}

/// What comes to one point, pair by pair and feature by feature.
struct Slow {
  Matrix coefficient, constant;
  double smallest = infinity, negative = 0, total = 0;
};

Slow slow_messages(const PooledMembers& members, const Rule& rule, const Matrix& share, const Matrix& toward,
                   const Matrix& score) {
  const Index d = members.member.cols();
  Slow result{Matrix::Zero(1, share.cols()), Matrix::Zero(1, d)};
  for (Index i = members.begin[1]; i < members.begin[2]; ++i)
    for (Index j = 0; j < share.cols(); ++j) {
      if (j >= members.begin[1] && j < members.begin[2]) continue;
      // -l w+ - h w- beside (x - l) w: with l w added, what is left of it.
      std::vector<double> term;
      double by = score(0, j) - score(0, i);
      for (Index f = 0; f < d; ++f) {
        const double w = 2 * (members.member(i, f) - members.member(j, f));
        term.push_back(rule.lower * w - rule.lower * std::max(w, 0.0) - rule.upper * std::min(w, 0.0));
        by += term.back();
      }
      const double relevance = share(0, i) * toward(0, j), c = relevance / by;
      result.coefficient(0, i) += c;
      result.coefficient(0, j) -= c;
      for (Index f = 0; f < d; ++f) result.constant(0, f) += c * term[static_cast<std::size_t>(f)];
      if (relevance != 0) result.smallest = std::min(result.smallest, std::abs(by));
      if (by < 0) result.negative += std::abs(relevance);
      result.total += std::abs(relevance);
    }
  return result;
}

}  // namespace

TEST_CASE("messages of zB are those of its pairs, one by one, for any number of points and members", "[kernels]") {
  // Points in one, two and four registers and beyond; members in one tile, filled or not, and in three.
  const Index points = GENERATE(1, 3, 7, 13, 33, 70), own = GENERATE(1, 10, 32, 70), d = 7;
  const PooledMembers members = some_members(own, d);
  const PooledDistances layer(1, members, 1);
  const Rule rule = rules::z_box(-0.5, 1.25);
  const Matrix share = samples::uniform(points, own + 9, 2), score = samples::normal(points, own + 9, 4);
  Matrix toward = samples::normal(points, own + 9, 3);
  toward.col(2).setZero();  // nothing goes there
  toward.row(points / 2).setZero();
  Condition condition(points);
  const BoxPairs::Messages found = BoxPairs(layer, rule)(share, toward, score, &condition);
  for (Index n = 0; n < points; ++n) {
    const Slow expected = slow_messages(members, rule, share.row(n), toward.row(n), score.row(n));
    laws::equal(Matrix(found.coefficient.row(n)), expected.coefficient, tolerance::amplified);
    laws::equal(Matrix(found.constant.row(n)), expected.constant, tolerance::amplified);
    if (std::isinf(expected.smallest))
      CHECK(std::isinf(condition.smallest(n)));
    else
      CHECK(condition.smallest(n) == Approx(expected.smallest).margin(tolerance::rounding));
    CHECK(condition.negative(n) == Approx(expected.negative));
    CHECK(condition.total(n) == Approx(expected.total));
  }
}

TEST_CASE("messages of zB do not depend on what other points are asked with them", "[kernels]") {
  constexpr Index points = 45, own = 40, d = 6;
  const PooledDistances layer(1, some_members(own, d), 1);
  const BoxPairs pairs(layer, rules::z_box());
  const Matrix share = samples::uniform(points, own + 9, 2), toward = samples::normal(points, own + 9, 3),
               score = samples::normal(points, own + 9, 4);
  const BoxPairs::Messages together = pairs(share, toward, score, nullptr);
  for (const Index n : {0, 17, 44}) {
    const BoxPairs::Messages alone = pairs(share.row(n), toward.row(n), score.row(n), nullptr);
    laws::equal(alone.coefficient, Matrix(together.coefficient.row(n)), tolerance::amplified);
    laws::equal(alone.constant, Matrix(together.constant.row(n)), tolerance::amplified);
  }
}

TEST_CASE("box pairs read zB at any bounds, and no rule that divides by more or by less") {
  CHECK(BoxPairs::reads(rules::z_box(-2, 3)));
  for (const Rule& rule : rules::all()) CHECK(BoxPairs::reads(rule) == (rule.name == "zB"));
  Rule other = rules::z_box();
  other.epsilon = 0.1;
  CHECK_FALSE(BoxPairs::reads(other));
  other = rules::z_box();
  other.bias = true;
  CHECK_FALSE(BoxPairs::reads(other));
  other = rules::z_box();
  other.terms[1].factor = -2;
  CHECK_FALSE(BoxPairs::reads(other));
}

TEST_CASE("relevance by zB is the same with and without a table of the pairs", "[kernels]") {
  constexpr Index own = 120, d = 1000, points = 20;
  static_assert(own * 9 * d > BoxPairs::few);
  const PooledMembers members = some_members(own, d);
  const PooledDistances layer(1, members, 0.02);
  Rule by_table = rules::z_box();
  by_table.terms.push_back({.factor = 0});
  Matrix x = samples::uniform(points, d, 5);
  x.row(7) = members.member.row(2) + 1e-9 * x.row(7);
  const Pass pass = layer.pass(x);
  const Matrix relevance = samples::uniform(points, 2, 6);
  Condition expected(points), found(points);
  const Matrix with = layer.propagation(by_table)(x, pass, relevance, {.account = &expected}),
               without = layer.propagation(rules::z_box())(x, pass, relevance, {.account = &found});
  laws::equal(without, with, tolerance::amplified);
  laws::equal(found.smallest, expected.smallest, tolerance::amplified);
  laws::equal(found.total, expected.total, tolerance::amplified);
}
