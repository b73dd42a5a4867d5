#include <neon/baselines/baselines.hpp>

namespace neon::baselines {
namespace {

constexpr double completeness = 1e-3;  // of |f(x)|: the error at which a point needs no more steps
constexpr Index first_steps = 32, last_steps = 2048;

}  // namespace

/// Integrated gradients from the root point x~:  R_i = (x_i - x~_i) int_0^1 d f / d x_i (x~ + t (x - x~)) dt.
/// Sums to f(x) - f(x~) (completeness). Midpoint sums; their steps are doubled, for the points that need it, until
/// |sum R - (f(x) - f(x~))| <= 1e-3 |f(x)|. The error that remains is reported.
Attributor integrated_gradients() {
  return {.name = "IG",
          .source = "Sundararajan, Taly and Yan, Axiomatic attribution for deep networks, ICML 2017",
          .explain = [](const Question& q) -> Attribution {
            const Vector value = q.evidence.value(q.x), gain = value - q.evidence.value(q.root);
            Attribution answer{Matrix(q.x.rows(), q.x.cols()), Vector(q.x.rows())};
            Labels open;
            for (Index n = 0; n < q.x.rows(); ++n) open.push_back(n);
            for (Index steps = first_steps; steps <= last_steps && !open.empty(); steps *= 2) {
              const Matrix x = q.x(open, Eigen::all), root = q.root(open, Eigen::all);
              const Matrix sum = (x - root).cwiseProduct(segment(q.evidence, root, x).mean_gradient(steps));
              Labels rest;
              for (Index row = 0; row < sum.rows(); ++row) {
                const Index n = open[static_cast<std::size_t>(row)];
                answer.relevance.row(n) = sum.row(row);
                answer.error[n] = std::abs(sum.row(row).sum() - gain[n]);
                if (!(answer.error[n] <= completeness * std::abs(value[n]))) rest.push_back(n);
              }
              open = std::move(rest);
            }
            return answer;
          },
          .uses_root = true};
}

}  // namespace neon::baselines
