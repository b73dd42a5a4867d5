#include <neon/baselines/background_means.hpp>
#include <neon/baselines/baselines.hpp>
#include <neon/baselines/coalitions.hpp>
#include <neon/core/error.hpp>

namespace neon::baselines {
namespace {

constexpr Index most_features = 15, most_references = 100;

}  // namespace

/// Shapley values from all 2^d coalitions, d <= 15:
///   R_i = sum_{S without i} |S|! (d - |S| - 1)! / d! (v(S + i) - v(S)),   v(S) = E_b f(x_S, b_rest)
/// with b from the background (at most 100 points of it, drawn with the seed). Sums to f(x) - E_b f(b).
Attributor shapley_values() {
  return {.name = "Shapley",
          .source =
              "Shapley, A value for n-person games, Contributions to the Theory of Games II, Princeton University "
              "Press, 1953; Strumbelj and Kononenko, An efficient explanation of individual classifications using game "
              "theory, JMLR 11, 2010",
          .explain = [](const Question& q) -> Attribution {
            const Index d = q.x.cols();
            require(d <= most_features, "Shapley: {} features should be at most {}: KernelSHAP is for more", d,
                    most_features);
            const Matrix reference = background_sample(required_background(q, "Shapley"), most_references, q.seed);
            const Matrix member = all_coalitions(d), v = coalition_values(q.evidence, q.x, reference, member);
            const Vector size = member.rowwise().sum();
            Vector share(d);  // |S|! (d - |S| - 1)! / d!
            share[0] = 1 / static_cast<double>(d);
            for (Index s = 1; s < d; ++s) share[s] = share[s - 1] * static_cast<double>(s) / static_cast<double>(d - s);
            Matrix relevance = Matrix::Zero(q.x.rows(), d);
            for (Index set = 0; set < v.cols(); ++set)
              for (Index i = 0; i < d; ++i)
                if (member(set, i) == 0)
                  relevance.col(i) +=
                      share[static_cast<Index>(size[set])] * (v.col(set + (Index{1} << i)) - v.col(set));
            return {.relevance = std::move(relevance)};
          },
          .uses_background = true,
          .most_features = most_features};
}

}  // namespace neon::baselines
