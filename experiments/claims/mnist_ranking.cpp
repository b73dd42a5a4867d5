#include "experiments/claims/mnist_ranking.hpp"

#include <fmt/ranges.h>

#include "experiments/claims/finding.hpp"
#include "experiments/claims/mnist_result.hpp"

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

std::vector<Named> areas(const ResultReader& file, const std::string& model, const Cell& cell,
                         const std::vector<std::string>& methods) {
  std::vector<Named> items;
  items.reserve(methods.size());
  for (const std::string& method : methods) items.push_back({method, auc(file, model, cell, method)});
  return items;
}

std::string violations_in(const ResultReader& file, const std::string& model, const Cell& cell, const Ranking& ranking,
                          double tolerance) {
  return violations(areas(file, model, cell, ranking.faster), areas(file, model, cell, ranking.slower), tolerance);
}

/// Which of the other protocols reach the opposite verdict; "" if there is nothing to say.
std::string other_cells(const ResultReader& file, const std::string& model, const Ranking& ranking, double tolerance,
                        bool holds) {
  std::vector<std::string> opposite;
  bool compared = false;
  for (const Cell& cell : cells()) {
    if (cell.root == "box" && cell.order == "pooled") continue;
    if (!has_flipping(file, model, cell.root, ranking.faster.front())) continue;
    compared = true;
    if (violations_in(file, model, cell, ranking, tolerance).empty() != holds) opposite.push_back(title(cell));
  }
  if (opposite.empty()) return holds || !compared ? "" : "; the same in the other cells";
  return fmt::format("{}: {}", holds ? "not so in" : "; it holds in", fmt::join(opposite, "; "));
}

Finding check(const ResultReader& file, const std::string& model, const Ranking& ranking, double tolerance) {
  const Cell paper = cells().front();
  Finding finding =
      below(areas(file, model, paper, ranking.faster), areas(file, model, paper, ranking.slower), tolerance);
  finding.reason += other_cells(file, model, ranking, tolerance, finding.holds);
  return finding;
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
           [=](const ResultReader& file, double tolerance) { return check(file, model, ranking, tolerance); }});
  return claims;
}

}  // namespace neon::claims::mnist
