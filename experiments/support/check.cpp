#include "experiments/support/check.hpp"

#include <fmt/ranges.h>

#include <vector>

#include "experiments/support/schema.hpp"

namespace neon::experiments {
namespace {

constexpr double percent = 100;

std::string found(const char* what, const Gap& gap, Index points) {
  return fmt::format("{} on {} of {} points (worst: point {}, by {:.1e} of its scores)", what, gap.beyond, points,
                     gap.worst_point, gap.worst);
}

void record_gap(ResultWriter& writer, const schema::Check::Gap& stored, const Gap& gap) {
  stored.beyond.write(writer, gap.beyond);
  stored.worst.write(writer, gap.worst);
}

}  // namespace

std::string findings(const SelfCheck& check) {
  std::vector<std::string> list;
  if (check.logit.beyond > 0)
    list.push_back(found("the evidence is not the one that the model's own scores give", check.logit, check.points));
  if (check.conserving && check.sum.beyond > 0)
    list.push_back(found("the features' relevance does not sum to the evidence", check.sum, check.points));
  if (check.assigned.beyond > check.differ)
    list.push_back(found("another cluster has a better score", check.assigned, check.points));
  if (check.competitors.beyond > 0)
    list.push_back(
        found("what is told apart by competitor does not sum to the relevance", check.competitors, check.points));
  return fmt::format("{}", fmt::join(list, "; "));
}

std::string evidence_sentence(const SelfCheck& check) {
  if (!check.holds()) return fmt::format("NOT TO BE TRUSTED: {}.", findings(check));
  if (check.sums_to_evidence()) return "It is the sum of the features' relevance.";
  return fmt::format("The features' relevance misses {:.3g} % of it, on average: the rules leave that to biases.",
                     percent * check.kept_share());
}

void record_check(ResultWriter& writer, const std::string& group, const SelfCheck& check) {
  const schema::Check stored{group};
  stored.points.write(writer, check.points);
  stored.holds.write(writer, check.holds());
  record_gap(writer, stored.gap("logit"), check.logit);
  record_gap(writer, stored.gap("sum"), check.sum);
  record_gap(writer, stored.gap("assigned"), check.assigned);
  if (check.competitors.worst_point >= 0) record_gap(writer, stored.gap("competitors"), check.competitors);
  stored.kept_share.write(writer, check.kept_share());
}

void require_check(const SelfCheck& check, bool strict) {
  if (strict && !check.holds()) throw CheckFailed(findings(check));
}

void CheckList::add(const std::string& name, const SelfCheck& check, const std::string& group, ResultWriter& writer) {
  record_check(writer, group, check);
  add(name, check);
}

void CheckList::add(const std::string& name, const SelfCheck& check) {
  text_ += fmt::format(
      "{}: on {} points the logit is the model's own to {:.1e} of its scores, the relevance sums to it "
      "to {:.1e}{}\n",
      name, check.points, check.logit.worst, check.sum.worst,
      check.conserving ? "" : " (what its rules leave to biases)");
  if (!check.holds()) findings_ += fmt::format("{}{}: {}", findings_.empty() ? "" : "; ", name, findings(check));
}

void CheckList::require(bool strict) const {
  if (strict && !findings_.empty()) throw CheckFailed(findings_);
}

}  // namespace neon::experiments
