#include "experiments/claims/cost_table.hpp"

#include <algorithm>

namespace neon::claims {

DataTable cost_table(const ResultReader& result) {
  std::vector<std::pair<std::string, double>> stages;
  for (const std::string& name : result.attributes("cost"))
    if (name != "peak_memory_mib") stages.emplace_back(name, result.number("cost", name));
  std::stable_sort(stages.begin(), stages.end(), [](const auto& a, const auto& b) { return a.second > b.second; });

  const double total = result.number("", "seconds");
  DataTable table{"Cost by stage", {"stage", "seconds", "share"}, {}};
  for (const auto& [name, seconds] : stages)
    table.rows.push_back({name, fmt::format("{:.2f}", seconds), fmt::format("{:.0f} %", 100 * seconds / total)});
  table.rows.push_back({"whole run", fmt::format("{:.2f}", total), "100 %"});
  table.note = fmt::format("Wall-clock time; peak memory {:.0f} MiB.", result.number("cost", "peak_memory_mib"));
  return table;
}

DataTable environment_table(const ResultReader& result) {
  DataTable table{"Computed with", {"setting", "value"}, {}, {}, {0, 1}};
  for (const auto& [title, name] :
       {std::pair{"neon version", "neon_version"}, {"commit", "git_commit"}, {"commit", "neon_commit"}})
    if (result.has_attribute("", name)) table.rows.push_back({title, result.text("", name)});
  table.rows.push_back({"profile", result.text("", "profile")});
  table.rows.push_back({"seed", fmt::to_string(result.integer("", "seed"))});
  table.rows.push_back({"threads", fmt::to_string(result.integer("", "threads"))});
  for (const std::string& name : result.attributes(""))
    if (name.starts_with("sha256:")) table.rows.push_back({"sha256 of " + name.substr(7), result.text("", name)});
  return table;
}

}  // namespace neon::claims
