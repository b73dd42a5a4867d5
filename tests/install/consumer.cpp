#include <neon/clustering/kmeans.hpp>
#include <neon/core/version.hpp>
#include <neon/explain/propagator.hpp>

#include <cstdio>

/// Two clusters of three points: fit, neuralize, explain. The relevances of each point must sum to its logit, and every
/// point must have evidence for its own cluster.
int main() {
  neon::Matrix x(6, 2);
  x << 0, 0, 0, 1, 1, 0, 5, 5, 5, 6, 6, 5;

  const neon::KMeansFit fit = neon::fit_kmeans(x, 2);
  const neon::Explanation explanation = neon::explain(fit.model, x, fit.labels);

  const double residual = (explanation.relevance.rowwise().sum() - explanation.logit).cwiseAbs().maxCoeff();
  std::printf("neon %.*s: smallest logit %g, sum R - f %g\n", static_cast<int>(neon::version.size()),
              neon::version.data(), explanation.logit.minCoeff(), residual);
  return explanation.logit.minCoeff() > 1 && residual < 1e-9 ? 0 : 1;
}
