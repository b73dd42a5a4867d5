#include <neon/baselines/baselines.hpp>

namespace neon::baselines {

/// Sensitivity analysis:  R_i = (d f / d x_i)^2,  where the evidence reacts most. Does not sum to f.
Attributor sensitivity() {
  return {.name = "SA",
          .source = "Simonyan, Vedaldi and Zisserman, Deep inside convolutional networks, ICLR Workshop 2014",
          .explain = [](const Question& q) -> Attribution {
            return {.relevance = q.evidence.gradient(q.x).array().square()};
          }};
}

}  // namespace neon::baselines
