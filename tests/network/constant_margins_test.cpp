#include <neon/core/error.hpp>
#include <neon/explain/network_evidence.hpp>
#include <neon/explain/propagator.hpp>
#include <neon/network/constant_margins.hpp>
#include <neon/network/min_pool.hpp>
#include <neon/network/side_by_side.hpp>

#include "support/laws.hpp"
#include "support/samples.hpp"
#include "support/slow_networks.hpp"

using namespace neon;

namespace {

constexpr Index dimensions = 4, groups = 3;

/// Clusters of 2, 3 and 4 members with offsets and variances.
PooledMembers some_members(std::uint64_t seed) {
  return {.origin = samples::normal(1, dimensions, seed),
          .member = samples::normal(9, dimensions, seed + 1),
          .begin = {0, 2, 5, 9},
          .offset = samples::uniform(9, 1, seed + 2),
          .variance = samples::uniform(9, dimensions, seed + 3)};
}

/// One cluster at one point, member by member.
struct SlowPool {
  std::vector<double> distance, share;
  Matrix square;  ///< [members, d] (x_i - x_ji)^2
  Matrix variance;
  double outlier;

  SlowPool(const PooledMembers& members, std::size_t k, const Eigen::RowVectorXd& x, double stiffness, Index rank = 1) {
    const Index first = members.begin[k], count = members.begin[k + 1] - first;
    square.resize(count, dimensions);
    variance = members.variance.middleRows(first, count);
    for (Index j = 0; j < count; ++j) {
      distance.push_back(members.offset(first + j));
      for (Index i = 0; i < dimensions; ++i) {
        const double apart = x(i) - members.origin(i) - members.member(first + j, i);
        square(j, i) = apart * apart;
        distance.back() += square(j, i) + variance(j, i);
      }
    }
    std::vector<double> sorted = distance;
    std::sort(sorted.begin(), sorted.end());
    outlier = rank > 1 ? sorted[static_cast<std::size_t>(rank - 1)] : slow::soft_min(distance, stiffness);
    for (const double d : distance) share.push_back(std::isinf(stiffness) ? (d == outlier ? 1 : 0) : 0);
    if (std::isfinite(stiffness)) share = slow::shares(distance, stiffness);
  }
};

/// Relevance of one margin, that has `relevance`, by the formulas in
/// constant_margins.hpp.
Eigen::RowVectorXd slow_relevance(const SlowPool& pool, double constant, double sign, const Eigen::RowVectorXd& part,
                                  double relevance, bool midpoint) {
  Eigen::RowVectorXd result = Eigen::RowVectorXd::Zero(dimensions);
  double rest = pool.outlier - constant;
  for (Index j = 0; j < pool.square.rows(); ++j) {
    const double share = pool.share[static_cast<std::size_t>(j)];
    for (Index i = 0; i < dimensions; ++i) {
      const double own = pool.square(j, i) + pool.variance(j, i);
      result(i) += midpoint ? sign * share * own : relevance * share * pool.square(j, i) / pool.square.row(j).sum();
      rest -= share * own;
    }
  }
  if (!midpoint) return result;
  for (Index i = 0; i < dimensions; ++i) result(i) += sign * rest * part(i);
  return relevance / (sign * (pool.outlier - constant)) * result;
}

Composite uniform_composite(const Rule& rule) { return {rule.name, "test", rule, rule, rule, rule}; }

/// Why cluster 1, over the others and a constant.
Network beside_clusters(const PooledMembers& members, double stiffness, double constant, double beta) {
  const Index own = 1, first = members.begin[own], count = members.begin[own + 1] - first;
  const PooledMembers alone{.origin = members.origin,
                            .member = members.member.middleRows(first, count),
                            .begin = {0, count},
                            .offset = members.offset.segment(first, count),
                            .variance = members.variance.middleRows(first, count)};
  const ConstantMargins over{alone, Vector::Constant(1, constant), {Favours::cluster, stiffness}};
  return {own,
          {{PooledDistances(own, members, stiffness), {0}, Role::detection},
           {over, {0}, Role::detection},
           {SideBySide{}, {1, 2}, Role::element_wise},
           {MinPool{{beta}}, {3}, Role::pool}}};
}

}  // namespace

TEST_CASE(
    "margins over a constant are pools less it, or it less them, member "
    "by member") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const double stiffness = GENERATE(0.4, 30.0, infinity);
  const Index rank = std::isinf(stiffness) ? GENERATE(1, 2) : 1;
  const Favours favours = GENERATE(Favours::constant, Favours::cluster);
  const double sign = favours == Favours::constant ? 1 : -1;
  const PooledMembers members = some_members(seed);
  const Vector constant = samples::uniform(groups, 1, seed + 5).col(0) * 4;
  const ConstantMargins layer(members, constant, {favours, stiffness, rank});
  Matrix x = samples::normal(8, dimensions, seed + 4);
  x.row(3) = members.origin + members.member.row(2);  // on a member
  x.row(4) *= 1e3;                                    // far from all
  Matrix expected(8, groups);
  for (Index n = 0; n < 8; ++n)
    for (Index k = 0; k < groups; ++k)
      expected(n, k) =
          sign * (SlowPool(members, static_cast<std::size_t>(k), x.row(n), stiffness, rank).outlier - constant(k));
  laws::near(layer.forward(x), expected);

  const Matrix at = samples::normal(5, dimensions, seed + 6), weight = samples::normal(5, groups, seed + 7);
  const auto value = [&](const MatrixView& y) -> Vector {
    return layer.forward(y).cwiseProduct(weight).rowwise().sum();
  };
  const auto gradient = [&](const MatrixView& y) -> Matrix { return layer.pullback(y, weight); };
  laws::differentiates(make_evidence(dimensions, value, gradient), at);
}

TEST_CASE(
    "relevance of margins over a constant is by their formulas, and "
    "conserves") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const double stiffness = GENERATE(0.4, 30.0, infinity);
  const Index rank = std::isinf(stiffness) ? GENERATE(1, 2) : 1;
  const Favours favours = GENERATE(Favours::constant, Favours::cluster);
  const double sign = favours == Favours::constant ? 1 : -1;
  const PooledMembers members = some_members(seed);
  const Vector constant = samples::uniform(groups, 1, seed + 5).col(0) * 4;
  Eigen::RowVectorXd part = samples::uniform(1, dimensions, seed + 8);
  part /= part.sum();
  const ConstantMargins layer(members, constant, {favours, stiffness, rank, part});
  const Matrix x = samples::normal(8, dimensions, seed + 4), top = samples::normal(8, groups, seed + 9);
  const Pass pass = layer.pass(x);
  for (const Rule& rule : {rules::midpoint(), rules::w_square()}) {
    INFO(rule.name);
    Condition account(8);
    const Matrix found = layer.propagation(rule)(x, pass, top, {.account = &account});
    Matrix expected = Matrix::Zero(8, dimensions);
    for (Index n = 0; n < 8; ++n)
      for (Index k = 0; k < groups; ++k)
        expected.row(n) += slow_relevance(SlowPool(members, static_cast<std::size_t>(k), x.row(n), stiffness, rank),
                                          constant(k), sign, part, top(n, k), rule.midpoint);
    laws::equal(found, expected, tolerance::amplified);
    laws::conserves(found, top.rowwise().sum(), tolerance::amplified);
    if (rule.midpoint) laws::equal(account.smallest, Vector(pass.output.cwiseAbs().rowwise().minCoeff()));
    CHECK_THROWS_WITH(layer.propagation(rule)(x, pass, top, {.per_unit = true}), Catch::Contains("not proportional"));
  }
}

TEST_CASE(
    "other rules read a margin over a constant as affine in (x, x^2) "
    "under the pools' shares") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const double stiffness = GENERATE(0.4, infinity);
  const PooledMembers members = some_members(seed);
  const Vector constant = samples::uniform(groups, 1, seed + 5).col(0);
  const ConstantMargins layer(members, constant, {Favours::constant, stiffness});
  const Matrix x = samples::uniform(6, dimensions, seed + 4), top = samples::normal(6, groups, seed + 9);
  const Pass pass = layer.pass(x);
  for (const Rule& rule : rules::all()) {
    if (rule.midpoint || rule.name == "w^2") continue;
    INFO(rule.name);
    Matrix expected(6, dimensions);
    for (Index n = 0; n < 6; ++n) {
      Matrix weight = Matrix::Constant(groups, 2 * dimensions, 1);
      Vector bias(groups), expanded(2 * dimensions);
      expanded << x.row(n).transpose(), x.row(n).transpose().cwiseAbs2();
      for (Index k = 0; k < groups; ++k) {
        const SlowPool pool(members, static_cast<std::size_t>(k), x.row(n), stiffness);
        weight.row(k).head(dimensions).setZero();
        for (std::size_t j = 0; j < pool.share.size(); ++j)
          weight.row(k).head(dimensions) -=
              2 * pool.share[j] *
              (members.origin + members.member.row(members.begin[static_cast<std::size_t>(k)] + static_cast<Index>(j)));
        bias(k) = pool.outlier - constant(k) - weight.row(k).dot(expanded);
      }
      const Vector r = slow::propagate(rule, weight, bias, {}, expanded, top.row(n).transpose());
      expected.row(n) = r.head(dimensions) + r.tail(dimensions);
    }
    const Propagation across = layer.propagation(rule);
    const Matrix found = across(x, pass, top, {});
    laws::equal(found, expected, tolerance::amplified);
    if (!rule.proportional()) continue;
    laws::equal(Matrix(x.cwiseProduct(across(x, pass, top, {.per_unit = true}))), found, tolerance::amplified);
  }
}

TEST_CASE(
    "a constant stands beside clusters as their last competitor, and "
    "sums are exact") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const double stiffness = GENERATE(2.0, infinity), beta = GENERATE(1.5, infinity), constant = 3;
  const PooledMembers members = some_members(seed);
  const Network network = beside_clusters(members, stiffness, constant, beta);
  const Matrix x = samples::normal(9, dimensions, seed + 4);
  const Evidence f = evidence(network);
  Vector expected(9);
  Matrix margins(9, groups);
  for (Index n = 0; n < 9; ++n) {
    std::vector<double> o;
    for (std::size_t k = 0; k < groups; ++k) o.push_back(SlowPool(members, k, x.row(n), stiffness).outlier);
    margins.row(n) << o[0] - o[1], o[2] - o[1], constant - o[1];
    expected(n) = slow::soft_min({margins(n, 0), margins(n, 1), margins(n, 2)}, beta);
  }
  laws::equal(f.margins(x), margins);
  laws::equal(f.value(x), expected);
  laws::differentiates(f, x);
  for (const Rule& rule : {rules::midpoint(), rules::w_square()}) {
    const Explanation why = Propagator(network, uniform_composite(rule))(x, {.competitors = true});
    laws::conserves(why.relevance, why.logit, tolerance::amplified);
    REQUIRE(why.by_competitor.size() == groups);
    laws::equal(Matrix(why.by_competitor[0] + why.by_competitor[1] + why.by_competitor[2]), why.relevance);
    const Explanation noise = Propagator(network, uniform_composite(rule))(x, {.against = 2});
    laws::equal(noise.logit, Vector(margins.col(2)));
    laws::conserves(noise.relevance, noise.logit, tolerance::amplified);
  }
}

TEST_CASE(
    "margins over a constant neither see the origin nor the unit of the "
    "features") {
  const double unit = GENERATE(1e-150, 1.0, 1e150), shift = GENERATE(0.0, 1e9);
  if (unit != 1 && shift != 0) return;
  const double stiffness = GENERATE(0.5, infinity);
  const Matrix x = (samples::uniform(6, dimensions, 3) * 0x1p10).array().round() * 0x1p-10;
  const PooledMembers near{
      .origin = Eigen::RowVectorXd::Zero(dimensions), .member = samples::normal(5, dimensions, 2), .begin = {0, 2, 5}};
  PooledMembers far = near;
  far.origin.array() += shift;
  far.member *= unit;
  const ConstantMargins expected(near, Vector::Constant(2, 0.7), {Favours::constant, stiffness}),
      layer(far, Vector::Constant(2, 0.7 * unit * unit), {Favours::constant, stiffness / unit / unit});
  const Matrix top = Matrix::Ones(6, 2), at = unit * x.array() + shift;
  laws::near(Matrix(layer.forward(at) / unit / unit), expected.forward(x), tolerance::invariance);
  for (const Rule& rule : {rules::midpoint(), rules::w_square()})
    laws::equal(layer.propagation(rule)(at, layer.pass(at), top, {}),
                expected.propagation(rule)(x, expected.pass(x), top, {}), tolerance::amplified);
}

TEST_CASE("on a member every feature has its part of the constant") {
  const PooledMembers members{.origin = Eigen::RowVectorXd::Zero(2), .member = Matrix{{1, 2}, {5, 5}}, .begin = {0, 2}};
  const Eigen::RowVectorXd part{{0.25, 0.75}};
  const ConstantMargins layer(members, Vector::Constant(1, 8), {.favours = Favours::cluster, .part = part});
  const Matrix x{{1, 2}}, top{{8}};
  for (const Rule& rule : {rules::midpoint(), rules::w_square()})
    CHECK(layer.propagation(rule)(x, layer.pass(x), top, {}) == Matrix{{2, 6}});
}

TEST_CASE("members and constants that do not fit are refused") {
  const auto made = [](Index constants, ConstantMarginOptions options) {
    return ConstantMargins(some_members(1), Vector::Ones(constants), std::move(options));
  };
  CHECK_THROWS_WITH(made(2, {Favours::cluster}), "constant margins: 2 constants should be 3, one per cluster");
  CHECK_THROWS_WITH(made(3, {Favours::cluster, 0}), "constant margins: the pools' stiffness 0 should be positive");
  CHECK_THROWS_WITH(made(3, {Favours::cluster, 4, 2}), Catch::Contains("should be hard, to take rank 2"));
  CHECK_THROWS_WITH(made(3, {Favours::cluster, infinity, 3}), Catch::Contains("rank 3 should be at least 1 and at most "
                                                                              "2, the members of cluster 0"));
  CHECK_THROWS_WITH(made(3, {.favours = Favours::cluster, .part = Eigen::RowVectorXd::Ones(7)}),
                    "constant margins: 7 parts should be 4, one per feature");
  CHECK_THROWS_WITH(made(3, {Favours::cluster}).forward(Matrix::Zero(1, 3)),
                    "constant margins: 3 features should be 4");
}
