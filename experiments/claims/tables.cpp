#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "experiments/claims/claims.hpp"
#include "experiments/support/schema.hpp"
#include "experiments/support/wrap.hpp"

namespace neon::claims {
namespace {

using experiments::characters, experiments::wrap;

constexpr std::size_t columns = 5;
constexpr std::array<std::size_t, columns> width = {44, 18, 22, 17, 10};
constexpr std::size_t total_width = 119, reason_indent = 4;

std::string table_line(const std::array<std::string, columns>& cells) {
  std::array<std::vector<std::string>, columns> wrapped;
  std::size_t height = 0;
  for (std::size_t c = 0; c < columns; ++c) {
    wrapped[c] = wrap(cells[c], width[c]);
    height = std::max(height, wrapped[c].size());
  }
  std::string lines;
  for (std::size_t row = 0; row < height; ++row) {
    std::string line;
    for (std::size_t c = 0; c < columns; ++c) {
      const std::string cell = row < wrapped[c].size() ? wrapped[c][row] : "";
      line += cell + std::string(width[c] - characters(cell) + 2, ' ');
    }
    line.erase(line.find_last_not_of(' ') + 1);
    lines += line + '\n';
  }
  return lines;
}

std::string experiment_text(const JudgedExperiment& one) {
  std::string text = fmt::format("\n{}{}\n", one.experiment.title,
                                 one.result.smoke ? " [profile smoke: few points, wider tolerances]" : "");
  std::string last_reason;
  for (const Row& row : one.rows) {
    text += table_line({row.claim, row.paper, row.reproduced, row.tolerance, std::string(to_string(row.verdict))});
    if (!row.reason.empty() && row.reason != last_reason)
      for (const std::string& line : wrap(row.reason, total_width - reason_indent))
        text += std::string(reason_indent, ' ') + line + '\n';
    last_reason = row.reason;
  }
  return text;
}

}  // namespace

DataTable cost_table(const ResultReader& result) {
  const schema::Run run;
  std::vector<std::pair<std::string, double>> stages;
  for (const std::string& name : result.attributes(run.cost))
    if (name != run.peak_memory.name) stages.emplace_back(name, run.stage(name).read(result));
  std::stable_sort(stages.begin(), stages.end(), [](const auto& a, const auto& b) { return a.second > b.second; });

  const double total = run.seconds.read(result);
  DataTable table{"Cost by stage", {"stage", "seconds", "share"}, {}};
  for (const auto& [name, seconds] : stages)
    table.rows.push_back({name, fmt::format("{:.2f}", seconds), fmt::format("{:.0f} %", 100 * seconds / total)});
  table.rows.push_back({"whole run", fmt::format("{:.2f}", total), "100 %"});
  table.note = fmt::format("Wall-clock time; peak memory {:.0f} MiB.", run.peak_memory.read(result));
  return table;
}

DataTable environment_table(const ResultReader& result) {
  const schema::Run run;
  DataTable table{"Computed with", {"setting", "value"}, {}, {}, {0, 1}};
  for (const auto& [title, name] :
       {std::pair{"neon version", "neon_version"}, {"commit", "git_commit"}, {"commit", "neon_commit"}})
    if (result.has_attribute("", name)) table.rows.push_back({title, result.text("", name)});
  table.rows.push_back({"profile", run.profile.read(result)});
  table.rows.push_back({"seed", fmt::to_string(run.seed.read(result))});
  table.rows.push_back({"threads", fmt::to_string(run.threads.read(result))});
  for (const std::string& name : result.attributes(""))
    if (name.starts_with(run.input_prefix)) {
      const std::string input = name.substr(run.input_prefix.size());
      table.rows.push_back({"sha256 of " + input, run.input(input).read(result)});
    }
  return table;
}

std::string summary(const std::vector<JudgedExperiment>& judged) {
  const std::size_t differing = count(judged, Verdict::differs);
  return fmt::format("{} reproduced, {} {}, {} not run; {} told, not judged", count(judged, Verdict::reproduced),
                     differing, differing == 1 ? "differs" : "differ", count(judged, Verdict::not_run),
                     count(judged, Verdict::told));
}

std::string text_table(const std::vector<JudgedExperiment>& judged) {
  std::string text = table_line({"claim", "paper", "reproduced", "tolerance", "verdict"});
  text += std::string(total_width, '-') + '\n';
  for (const JudgedExperiment& one : judged) text += experiment_text(one);
  return text + '\n' + summary(judged) + '\n';
}

}  // namespace neon::claims
