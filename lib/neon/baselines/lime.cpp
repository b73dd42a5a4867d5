#include <neon/baselines/background_means.hpp>
#include <neon/baselines/baselines.hpp>
#include <neon/baselines/sampling.hpp>
#include <neon/core/error.hpp>
#include <neon/core/random.hpp>

#include <Eigen/Cholesky>

#include <cmath>

namespace neon::baselines {
namespace {

constexpr double width = 0.75;  // of the proximity kernel, per square root of the number of features
constexpr double ridge = 1e-9;  // of the samples' total weight: only what the samples leave open is shrunk

/// Slopes g of the surrogate y = y_0 + g.e that is fitted to all samples, weighted by proximity.
/// @param e [N, d]  @param y [N]  @param weight [N]  @return [d]
Vector weighted_ridge(Matrix e, Vector y, const Vector& weight) {
  const double total = weight.sum();
  const Eigen::RowVectorXd centre = weight.transpose() * e / total;
  e.rowwise() -= centre;
  y.array() -= weight.dot(y) / total;
  e.array().colwise() *= weight.array().sqrt();
  y.array() *= weight.array().sqrt();
  Eigen::MatrixXd normal = ridge * total * Eigen::MatrixXd::Identity(e.cols(), e.cols());
  normal.selfadjointView<Eigen::Lower>().rankUpdate(e.transpose());
  return normal.selfadjointView<Eigen::Lower>().llt().solve(e.transpose() * y);
}

}  // namespace

/// LIME, a linear surrogate of f around x:  f(x + s e) ~ f_0 + g.e,  e ~ normal(0, 1) and s_i the standard deviation of
/// feature i in the background; ridge regression weighted by exp(-‖e‖^2 / width^2), width = 0.75 sqrt(d).
///   R_i = g_i / s_i (x_i - mean_i),  what feature i adds to the surrogate beyond a background mean.
/// A feature that does not vary in the background (which d then does not count) has no relevance.
Attributor lime(Index samples) {
  require(samples > 0, "LIME: {} samples should be at least 1", samples);
  return {.name = "LIME",
          .source =
              "Ribeiro, Singh and Guestrin, \"Why should I trust you?\": explaining the predictions of any classifier, "
              "KDD 2016",
          .explain = [samples](const Question& q) -> Attribution {
            const Matrix& background = required_background(q, "LIME").x;
            const Eigen::RowVectorXd mean = background.colwise().mean();
            const Eigen::RowVectorXd deviation =
                ((background.rowwise() - mean).colwise().squaredNorm() / static_cast<double>(background.rows()))
                    .cwiseSqrt();
            Labels varying;
            for (Index i = 0; i < q.x.cols(); ++i)
              if (deviation[i] > 0) varying.push_back(i);
            Attribution answer{Matrix::Zero(q.x.rows(), q.x.cols())};
            if (varying.empty()) return answer;

            const auto d = static_cast<Index>(varying.size());
            Matrix e(samples + 2 * d, d);
            for (Index n = 0; n < q.x.rows(); ++n) {
              Random random(q.seed, static_cast<std::uint64_t>(q.id[static_cast<std::size_t>(n)]));
              for (Index s = 0; s < e.size(); ++s) e.data()[s] = random.normal();
              Matrix nearby = q.x.row(n).replicate(e.rows(), 1);
              nearby(Eigen::all, varying) += e * deviation(varying).asDiagonal();
              const Vector proximity =
                  (-e.rowwise().squaredNorm().array() / (width * width * static_cast<double>(d))).exp();
              const Vector slope = weighted_ridge(e, q.evidence.value(nearby), proximity);
              for (Index v = 0; v < d; ++v) {
                const Index i = varying[static_cast<std::size_t>(v)];
                answer.relevance(n, i) = slope[v] / deviation[i] * (q.x(n, i) - mean[i]);
              }
            }
            return answer;
          },
          .uses_background = true};
}

Attributor lime() { return lime(1000); }

}  // namespace neon::baselines
