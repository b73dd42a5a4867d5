#include <neon/network/pooled_distances.hpp>

#include "support/laws.hpp"
#include "support/samples.hpp"
#include "support/slow_networks.hpp"

using namespace neon;

namespace {

constexpr Index dimensions = 4, own = 1;

/// Clusters of 2, 3 and 4 members with offsets and variances.
PooledMembers some_members(std::uint64_t seed) {
  return {.origin = samples::normal(1, dimensions, seed),
          .member = samples::normal(9, dimensions, seed + 1),
          .begin = {0, 2, 5, 9},
          .offset = samples::uniform(9, 1, seed + 2),
          .variance = samples::uniform(9, dimensions, seed + 3)};
}

/// o_k of one point, member by member.
std::vector<double> outlier_scores(const PooledMembers& members, const Eigen::RowVectorXd& x, double stiffness) {
  std::vector<double> result;
  for (std::size_t k = 0; k + 1 < members.begin.size(); ++k) {
    std::vector<double> distance;
    for (Index j = members.begin[k]; j < members.begin[k + 1]; ++j) {
      double d = members.offset(j);
      for (Index i = 0; i < dimensions; ++i) {
        const double apart = x(i) - members.origin(i) - members.member(j, i);
        d += apart * apart + members.variance(j, i);
      }
      distance.push_back(d);
    }
    result.push_back(stiffness < 0 ? slow::soft_max(distance, -stiffness) : slow::soft_min(distance, stiffness));
  }
  return result;
}

}  // namespace

TEST_CASE("margins of pooled distances are differences of pools, member by member") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const double stiffness = GENERATE(0.4, 30.0, infinity, -infinity);
  const PooledMembers members = some_members(seed);
  const PooledDistances layer(own, members, stiffness);
  Matrix x = samples::normal(8, dimensions, seed + 4);
  x.row(3) = members.origin + members.member.row(2);  // on a member
  x.row(4) *= 1e3;                                    // far from all
  Matrix expected(8, 2);
  for (Index n = 0; n < 8; ++n) {
    const std::vector<double> o = outlier_scores(members, x.row(n), stiffness);
    expected.row(n) << o[0] - o[1], o[2] - o[1];
  }
  laws::equal(layer.forward(x), expected);
  laws::equal(layer.pass(x).output, expected);
  laws::equal(layer.from_scores(layer.scores(x)), expected);
}

TEST_CASE("gradients of pooled distances go by the scores, and along a segment by their mean") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const double stiffness = GENERATE(0.4, 30.0, infinity, -infinity), beta = GENERATE(1.5, infinity);
  const PooledDistances layer(own, some_members(seed), stiffness);
  const SoftMin pool{beta};
  const Matrix from = samples::normal(5, dimensions, seed + 5), to = samples::normal(5, dimensions, seed + 6);
  const Matrix start = layer.scores(from), end = layer.scores(to);
  const Index steps = GENERATE(1, 7, 100);
  Matrix sum = Matrix::Zero(5, layer.members());
  for (Index s = 0; s < steps; ++s) {
    const Matrix at = start + (static_cast<double>(s) + 0.5) / static_cast<double>(steps) * (end - start);
    sum += layer.pullback_scores(at, pool.shares(layer.from_scores(at)));
  }
  laws::equal(layer.mean_score_gradient(start, end, steps, pool), Matrix(sum / static_cast<double>(steps)));

  const Matrix weight = samples::normal(5, 2, seed + 7);
  laws::equal(layer.back_from_scores(layer.pullback_scores(start, weight)), layer.pullback(from, weight));
  const auto value = [&](const MatrixView& x) -> Vector {
    return layer.forward(x).cwiseProduct(weight).rowwise().sum();
  };
  const auto gradient = [&](const MatrixView& x) -> Matrix { return layer.pullback(x, weight); };
  laws::differentiates(make_evidence(dimensions, value, gradient), from);
}
