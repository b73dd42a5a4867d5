#include <neon/baselines/background_means.hpp>
#include <neon/baselines/baselines.hpp>
#include <neon/baselines/sampling.hpp>
#include <neon/core/error.hpp>
#include <neon/core/frame.hpp>
#include <neon/core/random.hpp>

#include <Eigen/Cholesky>

#include <cmath>

namespace neon::baselines {
namespace {

constexpr double width = 0.75;  // of the proximity kernel, per square root of the number of features
constexpr double ridge = 1e-9;  // of the samples' total weight: only what the samples leave open is shrunk

/// The slopes g that minimise  sum_s weight_s (y_s - g.e_s)^2 + ridge ‖g‖^2.
/// @param e [N, d]  @param y [N]  @param weight [N]  @return [d]
Vector weighted_ridge(const Matrix& e, const Vector& y, const Vector& weight) {
  const Eigen::MatrixXd scaled = e.transpose() * weight.cwiseSqrt().asDiagonal();
  Eigen::MatrixXd normal = ridge * weight.sum() * Eigen::MatrixXd::Identity(e.cols(), e.cols());
  normal.selfadjointView<Eigen::Lower>().rankUpdate(scaled);
  return normal.selfadjointView<Eigen::Lower>().llt().solve(scaled * weight.cwiseSqrt().cwiseProduct(y));
}

}  // namespace

/// LIME, a linear surrogate of f around x:  f(x + s e) ~ f_0 + g.e,  e ~ normal(0, 1) and s_i the standard deviation of
/// feature i in the background; ridge regression weighted by exp(-‖e‖^2 / width^2), width = 0.75 sqrt(d). Samples come
/// in pairs of e and -e, so that f_0 drops out: g is the regression of (f(x + s e) - f(x - s e)) / 2 on e.
///   R_i = g_i / s_i (x_i - mean_i),  what feature i adds to the surrogate beyond a background mean.
/// A feature that does not vary in the background (which d then does not count) has no relevance.
Attributor lime(Index pairs) {
  require(pairs > 0, "LIME: {} pairs should be at least 1", pairs);
  return {.name = "LIME",
          .source =
              "Ribeiro, Singh and Guestrin, \"Why should I trust you?\": explaining the predictions of any classifier, "
              "KDD 2016",
          .explain = [pairs](const Question& q) -> Attribution {
            const Matrix& background = required_background(q, "LIME").x;
            const Eigen::RowVectorXd mean = column_means(background);
            const Eigen::RowVectorXd deviation =
                ((background.rowwise() - mean).colwise().squaredNorm() / static_cast<double>(background.rows()))
                    .cwiseSqrt();
            Labels varying;
            for (Index i = 0; i < q.x.cols(); ++i)
              if (deviation[i] > 0) varying.push_back(i);
            Attribution answer{Matrix::Zero(q.x.rows(), q.x.cols())};
            if (varying.empty()) return answer;

            const auto d = static_cast<Index>(varying.size());
            const Vector scale = deviation(varying);
            Matrix e(pairs + d, d), up(e.rows(), q.x.cols()), down(e.rows(), q.x.cols());
            for (Index n = 0; n < q.x.rows(); ++n) {
              Random random(q.seed, static_cast<std::uint64_t>(q.id[static_cast<std::size_t>(n)]));
              for (Index s = 0; s < e.size(); ++s) e.data()[s] = random.normal();
              up.rowwise() = q.x.row(n);
              down.rowwise() = q.x.row(n);
              up(Eigen::all, varying) += e * scale.asDiagonal();
              down(Eigen::all, varying) -= e * scale.asDiagonal();
              const Vector change = 0.5 * (q.evidence.value(up) - q.evidence.value(down));
              const Vector proximity =
                  (-e.rowwise().squaredNorm().array() / (width * width * static_cast<double>(d))).exp();
              const Vector slope = weighted_ridge(e, change, proximity);
              for (Index v = 0; v < d; ++v) {
                const Index i = varying[static_cast<std::size_t>(v)];
                answer.relevance(n, i) = slope[v] / scale[v] * (q.x(n, i) - mean[i]);
              }
            }
            return answer;
          },
          .uses_background = true};
}

Attributor lime() { return lime(500); }

}  // namespace neon::baselines
