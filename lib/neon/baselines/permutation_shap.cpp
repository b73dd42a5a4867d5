#include <neon/baselines/background_means.hpp>
#include <neon/baselines/baselines.hpp>
#include <neon/baselines/coalitions.hpp>
#include <neon/baselines/sampling.hpp>
#include <neon/core/error.hpp>

#include <algorithm>
#include <map>
#include <memory>
#include <vector>

namespace neon::baselines {
namespace {

constexpr Index most_references = 100;

/// The sets that features form as they come in some orders, without the empty one and that of all.
struct SetsOnTheWay {
  Matrix member;              // [s, d] each once
  std::vector<Index> number;  // [(d - 1) orders] the row of member, set by set on the way of each order

  explicit SetsOnTheWay(const std::vector<Labels>& orders) {
    const std::size_t d = orders.front().size();
    std::map<std::vector<bool>, Index> rows;
    for (const Labels& order : orders) {
      std::vector<bool> in(d, false);
      for (std::size_t step = 0; step + 1 < d; ++step) {
        in[static_cast<std::size_t>(order[step])] = true;
        number.push_back(rows.try_emplace(in, static_cast<Index>(rows.size())).first->second);
      }
    }
    member.resize(static_cast<Index>(rows.size()), static_cast<Index>(d));
    for (const auto& [in, row] : rows)
      for (std::size_t i = 0; i < d; ++i) member(row, static_cast<Index>(i)) = in[i] ? 1 : 0;
  }
};

/// What each feature adds when it comes, averaged over the orders.
/// @param gain v(S) - v(empty) [n, s]  @param total v(all) - v(empty) [n]  @return [n, d]
Matrix mean_additions(const std::vector<Labels>& orders, const SetsOnTheWay& sets, const Matrix& gain,
                      const Vector& total) {
  const auto d = static_cast<Index>(orders.front().size());
  Matrix relevance = Matrix::Zero(gain.rows(), d);
  auto number = sets.number.begin();
  for (const Labels& order : orders) {
    Vector before = Vector::Zero(gain.rows());
    for (Index step = 0; step < d; ++step) {
      const Vector after = step < d - 1 ? Vector(gain.col(*number++)) : total;
      relevance.col(order[static_cast<std::size_t>(step)]) += after - before;
      before = after;
    }
  }
  return relevance / static_cast<double>(orders.size());
}

}  // namespace

/// Shapley values of the game v(S) = E_b f(x_S, b_rest), b from the background (at most 100 points of it, drawn with
/// the seed), as the mean of what a feature adds to those before it, over random orders of the features, each followed
/// by its reverse:
///   R_i = mean over orders ( v(before i, and i) - v(before i) )
/// As many orders as 2 d + 2048 sets make, at least two, the same for all points. Sums to f(x) - E_b f(b) exactly.
Attributor permutation_shap(Index sets) {
  require(sets > 0, "PermutationSHAP: {} sets should be at least 1", sets);
  return {.name = "PermutationSHAP",
          .source =
              "Castro, Gomez and Tejada, Polynomial calculation of the Shapley value based on sampling, Computers and "
              "Operations Research 36, 2009; Mitchell, Cooper, Frank and Holmes, Sampling permutations for Shapley "
              "value estimation, JMLR 23, 2022",
          .explain = [sets, kept = std::make_shared<KeptScores>()](const Question& q) -> Attribution {
            const Background& background = required_background(q, "PermutationSHAP");
            const Matrix reference = background_sample(background, most_references, q.seed);
            const double none = q.evidence.value(reference).mean();
            const Vector total = q.evidence.value(q.x).array() - none;
            const Index d = q.x.cols();
            if (d == 1) return {.relevance = total};
            const Index pairs = std::max<Index>(1, (2 * d + sets) / (2 * (d - 1)));
            const std::vector<Labels> orders = antithetic_orders(d, pairs, Random(q.seed, 2));
            const SetsOnTheWay on_the_way(orders);
            const auto scores = kept->get(q.evidence, reference, on_the_way.member, q.seed);
            const Matrix gain =
                coalition_values(q.evidence, q.x, reference, on_the_way.member, scores.get()).array() - none;
            return {.relevance = mean_additions(orders, on_the_way, gain, total)};
          },
          .uses_background = true};
}

Attributor permutation_shap() { return permutation_shap(2048); }

}  // namespace neon::baselines
