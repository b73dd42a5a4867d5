#include <neon/metrics/flipping_scores.hpp>

namespace neon::metrics {

/// Insertion, each point at its own pace (insertion_scores).
/// Source: Petsiuk, Das and Saenko, "RISE: randomized input sampling for explanation of black-box models", BMVC 2018.
Metric insertion_per_point() {
  return {.name = "insertion-per-point",
          .description = "area under the evidence as every root gets its point's most relevant features",
          .source =
              "Petsiuk, Das and Saenko, RISE: randomized input sampling for explanation of black-box models, BMVC 2018",
          .better = Better::higher,
          .score = [](const Explained& explained) { return insertion_scores(explained, FlipSequence::per_point); }};
}

}  // namespace neon::metrics
