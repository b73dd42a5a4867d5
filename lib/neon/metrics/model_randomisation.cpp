#include <neon/metrics/metric.hpp>
#include <neon/metrics/rank_correlation.hpp>

#include <cmath>

namespace neon::metrics {

/// Whether the explanation depends on what the model has learnt: mean |rank correlation| of the relevances of a point
/// with those under the same model with random parameters. 1: the same features whatever the model says; unrelated
/// relevances of d features have about 0.8 / sqrt(d - 1).
/// Source: Adebayo, Gilmer, Muelly, Goodfellow, Hardt and Kim, "Sanity checks for saliency maps", NeurIPS 2018.
Metric model_randomisation() {
  return {.name = "model-randomisation",
          .description = "|rank correlation| with the relevances under a model with random parameters",
          .source = "Adebayo, Gilmer, Muelly, Goodfellow, Hardt and Kim, Sanity checks for saliency maps, NeurIPS 2018",
          .better = Better::lower,
          .score = mean_by_part([](const ExplainedPart& part) {
            Vector correlation = Vector::Zero(part.relevance.rows());
            for (const Matrix& other : part.randomised)
              for (Index n = 0; n < correlation.size(); ++n)
                correlation[n] += std::abs(rank_correlation(part.relevance.row(n), other.row(n)));
            return Vector(correlation / static_cast<double>(part.randomised.size()));
          }),
          .needs_randomised = true};
}

}  // namespace neon::metrics
