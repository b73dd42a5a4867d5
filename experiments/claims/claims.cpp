#include "experiments/claims/claims.hpp"

#include <neon/core/error.hpp>

#include <fmt/ranges.h>

#include <cmath>

#include "experiments/support/schema.hpp"

namespace neon::claims {
namespace {

Row judge(const Experiment& experiment, const Claim& claim, const Result& result) {
  Row row{experiment.name, claim.text, claim.paper, "", claim.tolerance.text(result.smoke), Verdict::not_run, ""};
  if (!result.present()) {
    row.reason = result.absence;
    return row;
  }
  try {
    Finding finding = claim.check(*result.file, claim.tolerance.value(result.smoke));
    row.reproduced = std::move(finding.reproduced);
    row.verdict = !claim.judged ? Verdict::told : finding.holds ? Verdict::reproduced : Verdict::differs;
    row.reason = std::move(finding.reason);
  } catch (const std::exception& lacking) {
    row.reason = lacking.what();
  }
  return row;
}

}  // namespace

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::reproduced:
      return "reproduced";
    case Verdict::differs:
      return "differs";
    case Verdict::told:
      return "told";
    case Verdict::not_run:
      break;
  }
  return "not run";
}

Result open_result(const std::filesystem::path& folder, const Experiment& experiment) {
  const std::filesystem::path path = folder / (experiment.name + ".h5");
  Result result;
  std::error_code unreachable;
  if (!exists(path, unreachable)) {
    result.absence = fmt::format("{} does not exist: 'make {}' computes it", path.string(), experiment.name);
    return result;
  }
  try {
    result.file.emplace(path, experiment.name);
    result.smoke = schema::Run{}.profile.read(*result.file) == "smoke";
  } catch (const Error& damaged) {
    result.file.reset();
    result.absence = fmt::format("file damaged or foreign: {}", damaged.what());
  }
  return result;
}

std::vector<Row> judge(const Experiment& experiment, const Result& result) {
  std::vector<Row> rows;
  for (const Claim& claim : experiment.claims) rows.push_back(judge(experiment, claim, result));
  return rows;
}

std::vector<JudgedExperiment> judge_all(const std::filesystem::path& folder) {
  std::vector<JudgedExperiment> all;
  for (Experiment& experiment : all_experiments()) {
    JudgedExperiment one{std::move(experiment), {}, {}};
    one.result = open_result(folder, one.experiment);
    one.rows = judge(one.experiment, one.result);
    all.push_back(std::move(one));
  }
  return all;
}

std::size_t count(const std::vector<JudgedExperiment>& judged, Verdict verdict) {
  std::size_t found = 0;
  for (const JudgedExperiment& one : judged)
    for (const Row& row : one.rows) found += row.verdict == verdict ? 1 : 0;
  return found;
}

std::size_t count(const std::vector<JudgedExperiment>& judged) {
  std::size_t rows = 0;
  for (const JudgedExperiment& one : judged) rows += one.rows.size();
  return rows;
}

void write_rows(ResultWriter& writer, const std::vector<JudgedExperiment>& judged) {
  const auto write = [&](const std::string& name, const auto& cell) {
    std::vector<std::string> cells;
    for (const JudgedExperiment& one : judged)
      for (const Row& row : one.rows) cells.emplace_back(cell(row));
    writer.write(name, cells);
  };
  write("experiment", [](const Row& row) { return row.experiment; });
  write("claim", [](const Row& row) { return row.claim; });
  write("paper", [](const Row& row) { return row.paper; });
  write("reproduced", [](const Row& row) { return row.reproduced; });
  write("tolerance", [](const Row& row) { return row.tolerance; });
  write("verdict", [](const Row& row) { return to_string(row.verdict); });
  write("reason", [](const Row& row) { return row.reason; });
}

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

double run_seconds(const ResultReader& file) { return schema::Run{}.seconds.read(file); }

Finding peak_memory(const ResultReader& file, double bound) {
  return at_most(schema::Run{}.peak_memory.read(file), bound, "MiB");
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
