#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "experiments/claims/claim.hpp"

/// The kinds of comparison that claims make. NaN holds nowhere.
namespace neon::claims {

/// |value - paper| <= tolerance.
/// @param explanation follows the signed difference in the reason where the values differ
Finding close_to(double value, double paper, double tolerance, int decimals, const std::string& explanation = {});

/// value <= bound, e.g. an error or a memory.
Finding at_most(double value, double bound, std::string_view unit = {});

/// A time, told and not judged: what else runs on the machine changes it.
/// @param bar on two idle cores, for comparison
Claim told(const std::string& text, double bar, const std::string& unit,
           std::function<double(const ResultReader&)> value);

/// A number with the name it goes by.
struct Named {
  std::string name;
  double value = 0;
};
/// "SR 0.123, IG 0.120"
std::string listed(const std::vector<Named>& items, int decimals = 3);

/// Every item of `small` is below every item of `large`, ties within `tolerance` allowed.
Finding below(const std::vector<Named>& small, const std::vector<Named>& large, double tolerance);

/// The items on which `below` fails: "NEON 0.100 is not above SR 0.120"; "" if it holds.
std::string violations(const std::vector<Named>& small, const std::vector<Named>& large, double tolerance);

}  // namespace neon::claims
