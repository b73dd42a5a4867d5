#include <neon/metrics/metric.hpp>

#include <algorithm>

namespace neon::metrics {
namespace {

/// The Gini index of |R|; a point without relevance counts as evenly spread.
Vector gini_index(const Matrix& relevance) {
  const Index d = relevance.cols();
  const Vector share_above =
      1 - Vector::LinSpaced(d, 0.5, static_cast<double>(d) - 0.5).array() / static_cast<double>(d);
  Vector gini = Vector::Zero(relevance.rows());
  for (Index n = 0; n < relevance.rows(); ++n) {
    Vector magnitude = relevance.row(n).cwiseAbs();
    const double sum = magnitude.sum();
    std::sort(magnitude.begin(), magnitude.end());
    if (sum > 0) gini[n] = 1 - 2 * magnitude.dot(share_above) / sum;
  }
  return gini;
}

}  // namespace

/// How few features carry the relevance: the Gini index of |R|, from 0 (all alike) to 1 - 1/d (one feature), mean over
/// the points.
///   G = 1 - 2 sum_i s_i / s (d - i + 1/2) / d,   s_1 <= ... <= s_d the sorted |R|, s their sum
/// Source: Hurley and Rickard, "Comparing measures of sparsity", IEEE Trans. Inf. Theory 55(10), 2009; for explanations
/// Chalasani et al., "Concise explanations of neural networks using adversarial training", ICML 2020.
Metric sparseness() {
  return {.name = "sparseness",
          .description = "Gini index of |R|: how few features carry the relevance",
          .source =
              "Chalasani, Chen, Chowdhury, Jha and Wu, Concise explanations of neural networks using adversarial "
              "training, ICML 2020",
          .better = Better::higher,
          .score = mean_by_part([](const ExplainedPart& part) { return gini_index(part.relevance); })};
}

}  // namespace neon::metrics
