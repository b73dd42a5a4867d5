#include <neon/metrics/flipping_scores.hpp>

namespace neon::metrics {

/// Pixel flipping in the paper's order, all (point, feature) pairs pooled (deletion_scores).
/// Source: NEON paper, Sec. 5.1; Samek et al., "Evaluating the visualization of what a deep neural network has
/// learned", IEEE TNNLS 28(11), 2017.
Metric deletion_pooled() {
  return {.name = "deletion",
          .description = "area under the evidence as features go, the most relevant of all points first",
          .source =
              "Samek, Binder, Montavon, Lapuschkin and Mueller, Evaluating the visualization of what a deep neural "
              "network has learned, IEEE Trans. Neural Netw. Learn. Syst. 28(11), 2017",
          .better = Better::lower,
          .score = [](const Explained& explained) { return deletion_scores(explained, FlipSequence::pooled); }};
}

}  // namespace neon::metrics
