#include <neon/baselines/baselines.hpp>

namespace neon::baselines {

/// Simple Taylor decomposition at the root point x~:  R_i = (x_i - x~_i)^2 / ‖x - x~‖^2 f(x).
/// Where x~ is the nearest root, grad f(x~) points along x - x~ and this is its first-order expansion, scaled to sum to
/// f. A point that is its own root gets no relevance.
Attributor simple_taylor() {
  return {.name = "SR",
          .source =
              "Kauffmann et al., From clustering to cluster explanations via neural networks, Sec. 5 (squared "
              "distance to the root point)",
          .explain = [](const Question& q) -> Attribution {
            Matrix relevance = q.x - q.root;
            const Vector largest = relevance.cwiseAbs().rowwise().maxCoeff();
            relevance.array().colwise() /= (largest.array() > 0).select(largest, 1).array();  // squares stay in range
            relevance = relevance.cwiseAbs2();
            const Vector distance = relevance.rowwise().sum();
            const Vector scale = (distance.array() > 0).select(q.evidence.value(q.x).array() / distance.array(), 0);
            relevance.array().colwise() *= scale.array();
            return {.relevance = std::move(relevance)};
          },
          .uses_root = true};
}

}  // namespace neon::baselines
