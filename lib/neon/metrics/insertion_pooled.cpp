#include <neon/metrics/flipping_scores.hpp>

namespace neon::metrics {

/// Insertion, all (point, feature) pairs pooled (insertion_scores).
/// Source: Petsiuk, Das and Saenko, "RISE: randomized input sampling for explanation of black-box models", BMVC 2018.
Metric insertion_pooled() {
  return {.name = "insertion",
          .description = "area under the evidence as features come to the root, the most relevant of all points first",
          .source =
              "Petsiuk, Das and Saenko, RISE: randomized input sampling for explanation of black-box models, BMVC 2018",
          .better = Better::higher,
          .score = [](const Explained& explained) { return insertion_scores(explained, FlipSequence::pooled); }};
}

}  // namespace neon::metrics
