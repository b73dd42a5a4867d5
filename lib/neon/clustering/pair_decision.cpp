#include <neon/clustering/pair_decision.hpp>
#include <neon/core/error.hpp>
#include <neon/core/nearest_name.hpp>

#include <algorithm>

namespace neon {
namespace {

PairMargin pair_margin(const double* margins, Index c, Index j, Index classes) {
  if (c < j) return {margins[pair_number(c, j, classes)], c, j};
  return {-margins[pair_number(j, c, classes)], c, j};
}

}  // namespace

std::string_view text(MulticlassRule rule) { return rule == MulticlassRule::one_vs_one ? "one-vs-one" : "one-vs-rest"; }

MulticlassRule multiclass_rule_named(std::string_view name) {
  for (const MulticlassRule rule : {MulticlassRule::one_vs_one, MulticlassRule::one_vs_rest})
    if (name == text(rule)) return rule;
  throw Error(fmt::format("multiclass '{}' should be one-vs-one or one-vs-rest{}", name,
                          did_you_mean(name, {"one-vs-one", "one-vs-rest"})));
}

PairDecision::PairDecision(MulticlassRule rule, const double* margins, Index classes)
    : rule_(rule), margins_(margins), classes_(classes) {
  if (rule == MulticlassRule::one_vs_rest) return;
  sorted_.resize(static_cast<std::size_t>(classes));
  for (Index c = 0; c < classes; ++c) {
    std::vector<PairMargin>& own = sorted_[static_cast<std::size_t>(c)];
    for (Index j = 0; j < classes; ++j)
      if (j != c) own.push_back(pair_margin(margins, c, j, classes));
    std::sort(own.begin(), own.end(), [](const PairMargin& a, const PairMargin& b) { return a.value > b.value; });
  }
}

PairMargin PairDecision::margin(Index c, Index j) const {
  if (rule_ == MulticlassRule::one_vs_rest) return pair_margin(margins_, c, j, classes_);
  const auto others = static_cast<std::size_t>(classes_ - 1);
  const std::size_t ahead = c < j ? 0 : 1;  // of as many votes the first class wins
  PairMargin largest{-infinity, c, j};
  for (std::size_t m = ahead; m <= others; ++m) {
    const std::size_t after = m - ahead;  // of j, from 0
    PairMargin own{infinity, c, j}, lost = own;
    if (m > 0) own = of(c)[m - 1];
    if (after < others) {
      const PairMargin& of_j = of(j)[after];
      lost = {-of_j.value, of_j.other, of_j.favoured};
    }
    const PairMargin& smaller = own.value <= lost.value ? own : lost;
    if (smaller.value > largest.value) largest = smaller;
  }
  return largest;
}

}  // namespace neon
