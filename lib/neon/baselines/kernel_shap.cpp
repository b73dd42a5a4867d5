#include <neon/baselines/background_means.hpp>
#include <neon/baselines/baselines.hpp>
#include <neon/baselines/coalitions.hpp>
#include <neon/baselines/sampling.hpp>
#include <neon/core/error.hpp>

#include <Eigen/Cholesky>

#include <memory>
#include <mutex>

namespace neon::baselines {
namespace {

constexpr Index most_references = 100;

/// The additive game phi that is nearest to v in the weighted squares and exact for the set of all features:
///   phi = u - A^-1 1 (1.u - total) / (1.A^-1 1),   A = sum_S w_S z z^T,   u = A^-1 sum_S w_S z v(S)
class ConstrainedRegression {
 public:
  explicit ConstrainedRegression(Coalitions sets)
      : member_(std::move(sets.member)),
        weighted_(sets.weight.asDiagonal() * member_),
        factor_(Eigen::MatrixXd(member_.transpose() * weighted_)) {
    require(factor_.info() == Eigen::Success && factor_.rcond() > 1e-12,
            "KernelSHAP: {} coalitions of {} features should be more: they leave values open", member_.rows(),
            member_.cols());
    ones_ = factor_.solve(Vector::Ones(member_.cols()));
  }

  const Matrix& member() const { return member_; }

  /// @param gain v(S) - v(empty) [n, s]  @param total v(all) - v(empty) [n]  @return [n, d]
  Matrix operator()(const Matrix& gain, const Vector& total) const {
    const Eigen::MatrixXd free = factor_.solve((gain * weighted_).transpose());
    const Eigen::RowVectorXd excess = (free.colwise().sum() - total.transpose()) / ones_.sum();
    return (free - ones_ * excess).transpose();
  }

 private:
  Matrix member_, weighted_;
  Eigen::LLT<Eigen::MatrixXd> factor_;
  Vector ones_;
};

/// What is asked for again where points are explained one by one, for all threads: the last regression, and scores.
class Kept {
 public:
  KeptScores scores;

  std::shared_ptr<const ConstrainedRegression> regression(Index features, Index coalitions, std::uint64_t seed) {
    const std::scoped_lock lock(mutex_);
    if (!last_ || last_->member().cols() != features || seed_ != seed) {
      last_ = std::make_shared<ConstrainedRegression>(
          kernel_coalitions(features, 2 * features + coalitions, Random(seed, 1)));
      seed_ = seed;
    }
    return last_;
  }

 private:
  std::mutex mutex_;
  std::shared_ptr<const ConstrainedRegression> last_;
  std::uint64_t seed_ = 0;
};

}  // namespace

/// KernelSHAP: Shapley values of the game v(S) = E_b f(x_S, b_rest), b from the background (at most 100 points of it,
/// drawn with the seed), as the weighted regression of v(S) on S. Sums to f(x) - E_b f(b) exactly.
/// 2 d + 2048 coalitions, the same for all points, so that one factorisation serves them: all of them up to d = 11,
/// where the values are exact.
Attributor kernel_shap(Index coalitions) {
  require(coalitions > 0, "KernelSHAP: {} coalitions should be at least 1", coalitions);
  return {.name = "KernelSHAP",
          .source = "Lundberg and Lee, A unified approach to interpreting model predictions, NIPS 2017",
          .explain = [coalitions, kept = std::make_shared<Kept>()](const Question& q) -> Attribution {
            const Background& background = required_background(q, "KernelSHAP");
            const Matrix reference = background_sample(background, most_references, q.seed);
            const double none = q.evidence.value(reference).mean();
            const Vector total = q.evidence.value(q.x).array() - none;
            const Index d = q.x.cols();
            if (d == 1) return {.relevance = total};
            const auto regression = kept->regression(d, coalitions, q.seed);
            const Matrix& member = regression->member();
            const auto scores = kept->scores.get(q.evidence, reference, member, q.seed);
            const Matrix gain = coalition_values(q.evidence, q.x, reference, member, scores.get()).array() - none;
            return {.relevance = (*regression)(gain, total)};
          },
          .uses_background = true};
}

Attributor kernel_shap() { return kernel_shap(2048); }

}  // namespace neon::baselines
