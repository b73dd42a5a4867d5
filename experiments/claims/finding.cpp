#include "experiments/claims/finding.hpp"

#include <fmt/ranges.h>

#include <cmath>

namespace neon::claims {

Finding close_to(double value, double paper, double tolerance, int decimals, const std::string& explanation) {
  Finding finding{fmt::format("{:.{}f}", value, decimals), std::abs(value - paper) <= tolerance};
  if (!finding.holds)
    finding.reason = fmt::format("{:+.{}f} against the paper{}{}", value - paper, decimals,
                                 explanation.empty() ? "" : "; ", explanation);
  return finding;
}

Finding at_most(double value, double bound, std::string_view unit) {
  const std::string number = std::abs(value) < 1000 ? fmt::format("{:.3g}", value) : fmt::format("{:.0f}", value);
  Finding finding{fmt::format("{}{}{}", number, unit.empty() ? "" : " ", unit), value <= bound};
  if (!finding.holds) finding.reason = fmt::format("{} exceeds {:g}", finding.reproduced, bound);
  return finding;
}

Claim told(const std::string& text, double bar, const std::string& unit,
           std::function<double(const ResultReader&)> value) {
  return {text,
          fmt::format("own bar: {:g} {}", bar, unit),
          {"not judged"},
          [unit, value = std::move(value)](const ResultReader& file, double) {
            return Finding{at_most(value(file), infinity, unit).reproduced, true};
          },
          false};
}

std::string listed(const std::vector<Named>& items, int decimals) {
  std::vector<std::string> texts;
  texts.reserve(items.size());
  for (const Named& item : items) texts.push_back(fmt::format("{} {:.{}f}", item.name, item.value, decimals));
  return fmt::format("{}", fmt::join(texts, ", "));
}

Finding below(const std::vector<Named>& small, const std::vector<Named>& large, double tolerance) {
  const std::string reason = violations(small, large, tolerance);
  return {fmt::format("{} {} {}", listed(small), reason.empty() ? "<" : "against", listed(large)), reason.empty(),
          reason};
}

std::string violations(const std::vector<Named>& small, const std::vector<Named>& large, double tolerance) {
  std::vector<std::string> texts;
  for (const Named& low : small)
    for (const Named& high : large)
      if (!(low.value <= high.value + tolerance))
        texts.push_back(fmt::format("{} {:.3f} is not below {} {:.3f}", low.name, low.value, high.name, high.value));
  return fmt::format("{}", fmt::join(texts, "; "));
}

}  // namespace neon::claims
