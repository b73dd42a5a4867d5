#include "experiments/claims/claim.hpp"

#include <neon/core/error.hpp>

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

std::string_view text(Verdict verdict) {
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
    result.smoke = result.file->text("", "profile") == "smoke";
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

std::vector<Chapter> chapters(const std::filesystem::path& folder) {
  std::vector<Chapter> all;
  for (Experiment& experiment : all_experiments()) {
    Chapter chapter{std::move(experiment), {}, {}};
    chapter.result = open_result(folder, chapter.experiment);
    chapter.rows = judge(chapter.experiment, chapter.result);
    all.push_back(std::move(chapter));
  }
  return all;
}

std::size_t count(const std::vector<Chapter>& chapters, Verdict verdict) {
  std::size_t found = 0;
  for (const Chapter& chapter : chapters)
    for (const Row& row : chapter.rows) found += row.verdict == verdict ? 1 : 0;
  return found;
}

std::size_t count(const std::vector<Chapter>& chapters) {
  std::size_t rows = 0;
  for (const Chapter& chapter : chapters) rows += chapter.rows.size();
  return rows;
}

void write_rows(ResultWriter& writer, const std::vector<Chapter>& chapters) {
  const auto write = [&](const std::string& name, const auto& cell) {
    std::vector<std::string> cells;
    for (const Chapter& chapter : chapters)
      for (const Row& row : chapter.rows) cells.emplace_back(cell(row));
    writer.write(name, cells);
  };
  write("experiment", [](const Row& row) { return row.experiment; });
  write("claim", [](const Row& row) { return row.claim; });
  write("paper", [](const Row& row) { return row.paper; });
  write("reproduced", [](const Row& row) { return row.reproduced; });
  write("tolerance", [](const Row& row) { return row.tolerance; });
  write("verdict", [](const Row& row) { return text(row.verdict); });
  write("reason", [](const Row& row) { return row.reason; });
}

}  // namespace neon::claims
