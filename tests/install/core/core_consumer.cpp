#include <neon/baselines/baselines.hpp>
#include <neon/clustering/fit.hpp>
#include <neon/compare/leaderboard.hpp>
#include <neon/explain/explainer.hpp>
#include <neon/metrics/metric.hpp>

#include <cmath>
#include <cstdio>

/// Fits, explains and compares with neon::core alone: 0 if the relevances are those of k-means.
int main() {
  const neon::Matrix x{{0, 0}, {0, 1}, {1, 0}, {5, 5}, {5, 6}, {6, 5}};
  const neon::KMeansFit fit = neon::fit_kmeans(x, 2);
  const neon::Explanation why = neon::explain(fit.model, x, fit.labels);
  const double gap = (why.relevance.rowwise().sum() - why.logit).cwiseAbs().maxCoeff();
  const neon::Leaderboard board = neon::compare(fit.model, x, {neon::contender(neon::baselines::find("SA"))},
                                                {.metrics = {neon::metrics::find("sparseness")}});
  std::printf("gap %g, score %g\n", gap, board.score(0, 0));
  return gap <= 1e-9 && std::isfinite(board.score(0, 0)) ? 0 : 1;
}
