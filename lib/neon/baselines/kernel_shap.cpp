#include <neon/baselines/background_means.hpp>
#include <neon/baselines/baselines.hpp>
#include <neon/baselines/coalitions.hpp>
#include <neon/baselines/sampling.hpp>
#include <neon/core/error.hpp>

#include <Eigen/Cholesky>

namespace neon::baselines {
namespace {

constexpr Index most_references = 100;

/// The additive game phi that is nearest to v in the weighted squares and exact for the set of all features:
///   phi = u - A^-1 1 (1.u - total) / (1.A^-1 1),   A = sum_S w_S z z^T,   u = A^-1 sum_S w_S z v(S)
/// @param gain v(S) - v(empty) [n, s]  @param total v(all) - v(empty) [n]  @return [n, d]
Matrix constrained_regression(const Coalitions& sets, const Matrix& gain, const Vector& total) {
  const Index d = sets.member.cols();
  const Matrix weighted = sets.weight.asDiagonal() * sets.member;
  const Eigen::MatrixXd normal = sets.member.transpose() * weighted;
  const Eigen::LLT<Eigen::MatrixXd> factor(normal);
  require(factor.info() == Eigen::Success && factor.rcond() > 1e-12,
          "KernelSHAP: {} coalitions of {} features should be more: they leave values open", sets.member.rows(), d);
  const Eigen::MatrixXd free = factor.solve((gain * weighted).transpose());
  const Vector ones = factor.solve(Vector::Ones(d));
  const Eigen::RowVectorXd excess = (free.colwise().sum() - total.transpose()) / ones.sum();
  return (free - ones * excess).transpose();
}

}  // namespace

/// KernelSHAP: Shapley values of the game v(S) = E_b f(x_S, b_rest), b from the background (at most 100 points of it,
/// drawn with the seed), as the weighted regression of v(S) on S. Sums to f(x) - E_b f(b) exactly.
/// 2 d + 2048 coalitions, the same for all points, so that one factorisation serves them: all of them up to d = 11,
/// where the values are exact.
Attributor kernel_shap(Index coalitions) {
  require(coalitions > 0, "KernelSHAP: {} coalitions should be at least 1", coalitions);
  return {.name = "KernelSHAP",
          .source = "Lundberg and Lee, A unified approach to interpreting model predictions, NIPS 2017",
          .explain = [coalitions](const Question& q) -> Attribution {
            const Background& background = required_background(q, "KernelSHAP");
            const Matrix reference = background_sample(background, most_references, q.seed);
            const double none = q.evidence.value(reference).mean();
            const Vector total = q.evidence.value(q.x).array() - none;
            const Index d = q.x.cols();
            if (d == 1) return {.relevance = total};
            const Coalitions sets = kernel_coalitions(d, 2 * d + coalitions, Random(q.seed, 1));
            const Matrix gain = coalition_values(q.evidence, q.x, reference, sets.member).array() - none;
            return {.relevance = constrained_regression(sets, gain, total)};
          },
          .uses_background = true};
}

Attributor kernel_shap() { return kernel_shap(2048); }

}  // namespace neon::baselines
