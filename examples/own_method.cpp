// An explanation method of one's own: a name, a source, and a function of a batch of points.
#include <neon/baselines/baselines.hpp>
#include <neon/clustering/models.hpp>
#include <neon/explain/network_evidence.hpp>
#include <neon/metrics/conservation.hpp>
#include <neon/roots/root_point.hpp>

#include <fmt/format.h>

/// What each feature adds from root to x, first to last and last to first, in the mean: R sums to f(x) - f(root).
neon::Attributor two_orders() {
  return {.name = "two orders",
          .source = "Castro, Gomez and Tejada, Polynomial calculation of the Shapley value, 2009, with two orders",
          .explain = [](const neon::Question& q) -> neon::Attribution {
            neon::Matrix relevance = neon::Matrix::Zero(q.x.rows(), q.x.cols());
            for (const bool backwards : {false, true}) {
              neon::Matrix point = q.root;
              for (neon::Index step = 0; step < q.x.cols(); ++step) {
                const neon::Index i = backwards ? q.x.cols() - 1 - step : step;
                relevance.col(i) -= q.evidence.value(point) / 2;
                point.col(i) = q.x.col(i);
                relevance.col(i) += q.evidence.value(point) / 2;
              }
            }
            return {.relevance = relevance};
          },
          .uses_root = true};
}

int main() {
  const neon::KMeans model{neon::Matrix{{0, 0, 1}, {4, 0, 0}, {0, 5, 0}}, neon::Vector::Zero(3), 0.5};
  const neon::Matrix x{{1.2, 1.7, 1}, {0.3, -1, 0.5}};
  const neon::Evidence f = neon::evidence(neon::neuralize(model, 0));
  const neon::RootPoints nearest = neon::root_points(f, x);
  for (const neon::Attributor& method : {two_orders(), neon::baselines::find("IG"), neon::baselines::find("SR")}) {
    const neon::Matrix r = method.explain({.evidence = f, .x = x, .root = nearest.root, .id = {0, 1}}).relevance;
    fmt::print("{:<10} R of the first point {:+.3f} {:+.3f} {:+.3f}   |sum R - f| / f {:.3f}\n", method.name, r(0, 0),
               r(0, 1), r(0, 2), neon::conservation(r, f.value(x)).worst);
  }
}
