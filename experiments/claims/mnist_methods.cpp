#include <fmt/ranges.h>

#include <algorithm>

#include "experiments/claims/parts.hpp"

namespace neon::claims::mnist {
namespace {

/// Every method of `faster` drops faster than every method of `slower`.
struct Ranking {
  std::string text;
  std::string source;
  std::vector<std::string> faster, slower;
};

std::vector<Ranking> rankings() {
  return {{"SR and IG drop faster than NEON", "NEON inferior", {"SR", "IG"}, {"NEON"}},
          {"NEON drops faster than SA and GI", "NEON better", {"NEON"}, {"SA", "GI"}},
          {"SA drops faster than GI", "SA before GI", {"SA"}, {"GI"}},
          {"a random order drops slowest", "control", {"SR", "IG", "NEON", "SA", "GI"}, {"random"}}};
}

std::vector<Named> areas(const ResultReader& file, const Model& model, const Protocol& protocol,
                         const std::vector<std::string>& methods) {
  std::vector<Named> items;
  items.reserve(methods.size());
  for (const std::string& method : methods) items.push_back({method, flipping_area(file, model, protocol, method)});
  return items;
}

std::string violations_in(const ResultReader& file, const Model& model, const Protocol& protocol,
                          const Ranking& ranking, double tolerance) {
  return violations(areas(file, model, protocol, ranking.faster), areas(file, model, protocol, ranking.slower),
                    tolerance);
}

/// Which of the other protocols reach the opposite verdict; "" if there is nothing to say.
std::string other_protocols(const ResultReader& file, const Model& model, const Ranking& ranking, double tolerance,
                            bool holds) {
  std::vector<std::string> opposite;
  bool compared = false;
  for (const Protocol& protocol : protocols()) {
    if (&protocol == &protocols().front() || !has_flipping(file, model, protocol, ranking.faster.front())) continue;
    compared = true;
    if (violations_in(file, model, protocol, ranking, tolerance).empty() != holds) opposite.push_back(protocol.title);
  }
  if (opposite.empty()) return holds || !compared ? "" : "; the same in the other cells";
  return fmt::format("{}: {}", holds ? "not so in" : "; it holds in", fmt::join(opposite, "; "));
}

Finding check(const ResultReader& file, const Model& model, const Ranking& ranking, double tolerance) {
  const Protocol& paper = protocols().front();
  Finding finding =
      below(areas(file, model, paper, ranking.faster), areas(file, model, paper, ranking.slower), tolerance);
  finding.reason += other_protocols(file, model, ranking, tolerance, finding.holds);
  return finding;
}

double seconds_per_point(const ResultReader& file, const Model& model, const std::string& method) {
  return model.method(method).seconds_per_point.read(file);
}

/// Every one of `fast` costs less than SR and IG, root points included.
Claim cheaper_than_sr_and_ig(const std::string& text, const std::vector<std::string>& fast) {
  return {text, "fast", {"factor ≥ {:g}", 1, 1}, [=](const ResultReader& file, double factor) {
            std::vector<std::string> factors;
            bool holds = true;
            for (const Model& model : models(file)) {
              double slowest = 0;
              for (const std::string& method : fast)
                slowest = std::max(slowest, seconds_per_point(file, model, method));
              const double cheapest =
                  std::min(seconds_per_point(file, model, "SR"), seconds_per_point(file, model, "IG"));
              holds = holds && cheapest >= factor * slowest;
              factors.push_back(fmt::format("{} {:.1f}", model.name, cheapest / slowest));
            }
            const std::string list = fmt::format("factor {}", fmt::join(factors, ", "));
            return Finding{list, holds, holds ? "" : "measured on one core: " + list};
          }};
}

Finding only_neon_is_detailed(const ResultReader& file, double) {
  std::vector<std::string> detailed, unexpected;
  for (const Model& model : models(file))
    for (const std::string& method : methods(file, model)) {
      const bool tells = model.method(method).competitors.read(file);
      if (tells != method.starts_with("NEON")) unexpected.push_back(model.name + ": " + method);
      if (tells && std::find(detailed.begin(), detailed.end(), method) == detailed.end()) detailed.push_back(method);
    }
  return {detailed.empty() ? "none" : "NEON", unexpected.empty() && !detailed.empty(),
          fmt::format("{}", fmt::join(unexpected, ", "))};
}

double root_seconds(const ResultReader& file) {
  double seconds = 0;
  for (const std::string model : {"standard", "kernel", "deep"})
    seconds += Model{model}.roots("box").seconds.read(file);
  return seconds;
}

}  // namespace

std::vector<Claim> ranking_claims() {
  std::vector<Claim> claims;
  for (const std::string model : {"standard", "standard-nobias", "kernel", "deep"})
    for (const Ranking& ranking : rankings())
      claims.push_back(
          {model + ": " + ranking.text,
           ranking.source,
           {"ties within {:g}", 0.002, 0.02},
           [=](const ResultReader& file, double tolerance) { return check(file, {model}, ranking, tolerance); }});
  return claims;
}

std::vector<Claim> cost_claims() {
  return {cheaper_than_sr_and_ig("NEON costs less than SR and IG", {"NEON"}),
          cheaper_than_sr_and_ig("SA and GI cost less than SR and IG", {"SA", "GI"}),
          {"only NEON tells competitors apart", "detailed", {"exact", 0, 0}, only_neon_is_detailed},
          told("box root points of standard, kernel, deep", 90, "s", root_seconds),
          told("whole MNIST experiment, training included", 480, "s", run_seconds),
          {"peak memory", "own bar", {"≤ {:g} MiB", 4096, 4096}, peak_memory}};
}

DataTable time_table(const ResultReader& file) {
  return by_method(file, "Time per point [ms], one core", "SR and IG include finding the root point (in brackets).",
                   [&](const schema::mnist::Method& stored) {
                     const double roots = stored.seconds_root_per_point.read(file);
                     return fmt::format("{:.3g}", 1e3 * stored.seconds_per_point.read(file)) +
                            (roots > 0 ? fmt::format(" ({:.3g})", 1e3 * roots) : "");
                   });
}

}  // namespace neon::claims::mnist
