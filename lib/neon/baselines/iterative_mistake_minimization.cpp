#include <neon/baselines/background_means.hpp>
#include <neon/baselines/baselines.hpp>
#include <neon/baselines/threshold_tree.hpp>
#include <neon/core/error.hpp>

#include <cmath>

namespace neon::baselines {
namespace {

constexpr const char* name = "IMM";

ThresholdTree learn(const Background& background) {
  return fit_threshold_tree(background.x, background.cluster, background.clusters);
}

Attribution margins(const Question& q, const ThresholdTree& tree) {
  require(tree.features == q.x.cols(), "{}: a background of {} features should have {}", name, tree.features,
          q.x.cols());
  const ThresholdTree::Box leaf = tree.leaf(q.cluster);
  Matrix relevance(q.x.rows(), q.x.cols());
  for (Index i = 0; i < q.x.cols(); ++i) {
    const double lower = leaf.lower[i], upper = leaf.upper[i];
    if (std::isinf(lower) && std::isinf(upper))
      relevance.col(i).setZero();
    else
      relevance.col(i) = (q.x.col(i).array() - lower).min(upper - q.x.col(i).array());
  }
  return {.relevance = std::move(relevance)};
}

}  // namespace

/// The threshold tree of the background's clusters, whose leaf of cluster c is a box lower_i < x_i <= upper_i:
///   R_i = min(x_i - lower_i, upper_i - x_i),  0 for features that no split on the way to that leaf asks for:
/// how far inside the box the point lies along feature i. No R_i is negative exactly where the tree has x in c (up to
/// points on a lower face). In units of x; does not sum to f.
Attributor iterative_mistake_minimization() {
  return {
      .name = name,
      .source = "Moshkovitz, Dasgupta, Rashtchian and Frost, Explainable k-means and k-medians clustering, ICML 2020",
      .explain = [](const Question& q) { return margins(q, learn(required_background(q, name))); },
      .uses_background = true,
      .fit =
          [](const Background& background) {
            Attributor fitted = iterative_mistake_minimization();
            fitted.explain = [tree = learn(background)](const Question& q) { return margins(q, tree); };
            return fitted;
          }};
}

}  // namespace neon::baselines
