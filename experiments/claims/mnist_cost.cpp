#include "experiments/claims/mnist_cost.hpp"

#include <fmt/ranges.h>

#include <algorithm>

#include "experiments/claims/finding.hpp"
#include "experiments/claims/mnist_result.hpp"
#include "experiments/claims/mnist_tables.hpp"

namespace neon::claims::mnist {
namespace {

double seconds_per_point(const ResultReader& file, const std::string& model, const std::string& method) {
  return method_number(file, model, method, "seconds_per_point");
}

/// Every one of `fast` costs less than SR and IG, root points included.
Claim cheaper_than_sr_and_ig(const std::string& text, const std::vector<std::string>& fast) {
  return {text, "fast", {"factor ≥ {:g}", 1, 1}, [=](const ResultReader& file, double factor) {
            std::vector<std::string> factors;
            bool holds = true;
            for (const std::string& model : models(file)) {
              double slowest = 0;
              for (const std::string& method : fast)
                slowest = std::max(slowest, seconds_per_point(file, model, method));
              const double cheapest =
                  std::min(seconds_per_point(file, model, "SR"), seconds_per_point(file, model, "IG"));
              holds = holds && cheapest >= factor * slowest;
              factors.push_back(fmt::format("{} {:.1f}", model, cheapest / slowest));
            }
            const std::string list = fmt::format("factor {}", fmt::join(factors, ", "));
            return Finding{list, holds, holds ? "" : "measured on one core: " + list};
          }};
}

Finding only_neon_is_detailed(const ResultReader& file, double) {
  std::vector<std::string> detailed, unexpected;
  for (const std::string& model : models(file))
    for (const std::string& method : methods(file, model)) {
      const bool tells = file.flag("models/" + model + "/methods/" + method, "competitors");
      if (tells != method.starts_with("NEON")) unexpected.push_back(model + ": " + method);
      if (tells && std::find(detailed.begin(), detailed.end(), method) == detailed.end()) detailed.push_back(method);
    }
  return {detailed.empty() ? "none" : "NEON", unexpected.empty() && !detailed.empty(),
          fmt::format("{}", fmt::join(unexpected, ", "))};
}

double root_seconds(const ResultReader& file) {
  double seconds = 0;
  for (const std::string model : {"standard", "kernel", "deep"})
    seconds += file.number("models/" + model + "/roots/box", "seconds");
  return seconds;
}

double run_seconds(const ResultReader& file) { return file.number("", "seconds"); }

Finding memory(const ResultReader& file, double bound) {
  return at_most(file.number("cost", "peak_memory_mib"), bound, "MiB");
}

}  // namespace

std::vector<Claim> cost_claims() {
  return {cheaper_than_sr_and_ig("NEON costs less than SR and IG", {"NEON"}),
          cheaper_than_sr_and_ig("SA and GI cost less than SR and IG", {"SA", "GI"}),
          {"only NEON tells competitors apart", "detailed", {"exact", 0, 0}, only_neon_is_detailed},
          told("box root points of standard, kernel, deep", 90, "s", root_seconds),
          told("whole MNIST experiment, training included", 480, "s", run_seconds),
          {"peak memory", "own bar", {"≤ {:g} MiB", 4096, 4096}, memory}};
}

DataTable time_table(const ResultReader& file) {
  return by_method(file, "Time per point [ms], one core", "SR and IG include finding the root point (in brackets).",
                   [&](const std::string& model, const std::string& method) {
                     const double roots = method_number(file, model, method, "seconds_root_per_point");
                     return fmt::format("{:.3g}", 1e3 * seconds_per_point(file, model, method)) +
                            (roots > 0 ? fmt::format(" ({:.3g})", 1e3 * roots) : "");
                   });
}

}  // namespace neon::claims::mnist
