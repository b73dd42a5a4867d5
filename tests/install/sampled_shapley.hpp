#pragma once
#include <neon/core/random.hpp>
#include <neon/explain/attributor.hpp>

#include <numeric>

/// A method that NEON does not know: Shapley values by sampling, the features going over from the root point to x in
/// random orders. Each order telescopes, so that R sums to f(x) - f(root) exactly. A point's orders depend on its
/// number only, not on the batch it comes in.
inline neon::Attributor sampled_shapley(neon::Index orders) {
  return {.name = "Shapley (sampled)",
          .source = "Castro, Gomez and Tejada, Polynomial calculation of the Shapley value based on sampling, 2009",
          .explain = [orders](const neon::Question& q) -> neon::Attribution {
            const neon::Index d = q.x.cols();
            neon::Matrix relevance = neon::Matrix::Zero(q.x.rows(), d), path(d + 1, d);
            neon::Labels order(static_cast<std::size_t>(d));
            std::iota(order.begin(), order.end(), 0);
            for (neon::Index n = 0; n < q.x.rows(); ++n) {
              neon::Random random(q.seed, static_cast<std::uint64_t>(q.id[static_cast<std::size_t>(n)]));
              neon::Labels mine = order;
              for (neon::Index sample = 0; sample < orders; ++sample) {
                random.shuffle(mine);
                path.rowwise() = q.root.row(n);
                for (neon::Index step = 0; step < d; ++step) {
                  const neon::Index i = mine[static_cast<std::size_t>(step)];
                  path.col(i).tail(d - step).setConstant(q.x(n, i));
                }
                const neon::Vector f = q.evidence.value(path);
                for (neon::Index step = 0; step < d; ++step)
                  relevance(n, mine[static_cast<std::size_t>(step)]) +=
                      (f(step + 1) - f(step)) / static_cast<double>(orders);
              }
            }
            return {.relevance = relevance};
          },
          .uses_root = true};
}
