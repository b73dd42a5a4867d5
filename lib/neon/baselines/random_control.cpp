#include <neon/baselines/baselines.hpp>
#include <neon/core/random.hpp>

namespace neon::baselines {

/// Uniform relevance in [0, 1), a stream of its own for every point: what a method must beat to have said anything.
Attributor random_control() {
  return {.name = "random", .source = "control", .explain = [](const Question& q) -> Attribution {
            Matrix relevance(q.x.rows(), q.x.cols());
            for (Index n = 0; n < relevance.rows(); ++n) {
              Random random(q.seed, static_cast<std::uint64_t>(q.id[static_cast<std::size_t>(n)]));
              for (Index i = 0; i < relevance.cols(); ++i) relevance(n, i) = random.uniform();
            }
            return {.relevance = std::move(relevance)};
          }};
}

}  // namespace neon::baselines
