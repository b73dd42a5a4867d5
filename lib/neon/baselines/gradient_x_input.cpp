#include <neon/baselines/baselines.hpp>

namespace neon::baselines {

/// Gradient x input:  R_i = x_i d f / d x_i.  Sums to f only where f is homogeneous in x.
Attributor gradient_x_input() {
  return {.name = "GI",
          .source = "Shrikumar, Greenside, Shcherbina and Kundaje, Not just a black box, arXiv:1605.01713, 2016",
          .explain = [](const Question& q) -> Attribution {
            return {.relevance = q.evidence.gradient(q.x).cwiseProduct(q.x)};
          }};
}

}  // namespace neon::baselines
