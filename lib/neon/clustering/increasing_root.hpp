#pragma once
#include <cmath>
#include <optional>

namespace neon {

/// The s > 0 at which an increasing function of s reaches `target`: brackets from `start` by factors of 4, then bisects
/// log s to 1e-13.
/// @return nothing if no s in (1e-290, 1e290) reaches the target, or `start` is not in there
template <class Function>
std::optional<double> increasing_root(const Function& value, double target, double start) {
  constexpr double least = 1e-290, most = 1e290;
  if (!(start > least && start < most)) return std::nullopt;
  double low = start, high = start;
  while (value(low) > target)
    if ((low /= 4) < least) return std::nullopt;
  while (value(high) < target)
    if ((high *= 4) > most) return std::nullopt;
  while (high > low * (1 + 1e-13)) {
    const double middle = std::sqrt(low) * std::sqrt(high);
    (value(middle) < target ? low : high) = middle;
  }
  return high;
}

}  // namespace neon
