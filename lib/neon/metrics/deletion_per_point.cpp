#include <neon/metrics/flipping_scores.hpp>

namespace neon::metrics {

/// Pixel flipping, each point at its own pace (deletion_scores).
/// Source: Samek et al., "Evaluating the visualization of what a deep neural network has learned", IEEE TNNLS 28(11),
/// 2017.
Metric deletion_per_point() {
  return {.name = "deletion-per-point",
          .description = "area under the evidence as every point loses its most relevant features",
          .source =
              "Samek, Binder, Montavon, Lapuschkin and Mueller, Evaluating the visualization of what a deep neural "
              "network has learned, IEEE Trans. Neural Netw. Learn. Syst. 28(11), 2017",
          .better = Better::lower,
          .score = [](const Explained& explained) { return deletion_scores(explained, FlipSequence::per_point); }};
}

}  // namespace neon::metrics
