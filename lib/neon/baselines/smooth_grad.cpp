#include <neon/baselines/baselines.hpp>
#include <neon/baselines/sampling.hpp>
#include <neon/core/error.hpp>
#include <neon/core/random.hpp>

#include <cmath>

namespace neon::baselines {

/// SmoothGrad:  R_i = 1/N sum_s d f / d x_i (x + e_s),  e_s ~ normal(0, sigma^2), sigma = noise (max_i x_i - min_i
/// x_i). The gradient where the features of a point are all alike. Does not sum to f.
Attributor smooth_grad(Index samples, double noise) {
  require(samples > 0, "SmoothGrad: {} samples should be at least 1", samples);
  require(noise >= 0 && std::isfinite(noise), "SmoothGrad: noise {} should be finite and not negative", noise);
  return {.name = "SmoothGrad",
          .source =
              "Smilkov, Thorat, Kim, Viegas and Wattenberg, SmoothGrad: removing noise by adding noise, "
              "arXiv:1706.03825, 2017",
          .explain = [samples, noise](const Question& q) -> Attribution {
            Matrix relevance(q.x.rows(), q.x.cols()), nearby(samples, q.x.cols());
            for (Index n = 0; n < q.x.rows(); ++n) {
              Random random(q.seed, static_cast<std::uint64_t>(q.id[static_cast<std::size_t>(n)]));
              const double sigma = noise * (q.x.row(n).maxCoeff() - q.x.row(n).minCoeff());
              for (Index s = 0; s < samples; ++s)
                for (Index i = 0; i < q.x.cols(); ++i) nearby(s, i) = q.x(n, i) + sigma * random.normal();
              relevance.row(n) = q.evidence.gradient(nearby).colwise().mean();
            }
            return {.relevance = std::move(relevance)};
          }};
}

Attributor smooth_grad() { return smooth_grad(50, 0.15); }

}  // namespace neon::baselines
