#include "experiments/neon/check_json.hpp"

#include <cmath>

#include "experiments/support/check.hpp"

namespace neon::cli {
namespace {

Json gap_of(const Gap& gap) {
  return {{"beyond_rounding", gap.beyond}, {"worst", number(gap.worst)}, {"worst_point", gap.worst_point}};
}

}  // namespace

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(value > 0 ? "inf" : "-inf"); }

Json check_json(const SelfCheck& check) {
  Json result{{"holds", check.holds()},
              {"points", check.points},
              {"rounding", most_rounding},
              {"sums_to_evidence", check.sums_to_evidence()},
              {"share_of_evidence_left_to_biases", number(check.kept_share())},
              {"logit", gap_of(check.logit)},
              {"sum", gap_of(check.sum)},
              {"cluster", gap_of(check.assigned)}};
  if (check.competitors.worst_point >= 0) result["competitors"] = gap_of(check.competitors);
  if (!check.holds()) result["findings"] = experiments::findings(check);
  return result;
}

}  // namespace neon::cli
