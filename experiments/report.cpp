#include <neon/core/error.hpp>
#include <neon/tables/atomic_file.hpp>

#include <fmt/ranges.h>

#include "command_line/parser.hpp"
#include "command_line/project_folder.hpp"
#include "experiments/claims/claims.hpp"
#include "experiments/support/program.hpp"
#include "experiments/support/record.hpp"

using namespace neon;
using namespace neon::claims;
using namespace neon::experiments;

namespace {

const ProgramInfo info{"report",
                       "Compares the stored results with what the paper prints. Prints the claim table, writes it to "
                       "claims.h5, and writes one self-contained HTML page with figures, tables and the environment.",
                       "report --results results --plots plots --out results/report.html",
                       "report.html",
                       false,
                       {"--seed", "--threads", "--points", "--profile"}};

/// What --strict objects to: experiments and claims that were not run, figures that cannot be shown.
std::vector<std::string> missing_parts(const std::vector<JudgedExperiment>& judged,
                                       const std::vector<std::vector<Figure>>& figures) {
  std::vector<std::string> found;
  for (std::size_t i = 0; i < judged.size(); ++i) {
    if (!judged[i].result.present()) {
      found.push_back(judged[i].result.absence);
    } else {
      for (const Row& row : judged[i].rows)
        if (row.verdict == Verdict::not_run)
          found.push_back(fmt::format("'{}' was not run: {}", row.claim, row.reason));
    }
    for (const Figure& figure : figures[i])
      if (!figure.absence.empty()) found.push_back(figure.absence);
  }
  return found;
}

}  // namespace

int main(int argc, char** argv) {
  RunFlags flags;
  std::filesystem::path results = command_line::project_folder("results"),
                        plots = command_line::project_folder("plots");
  bool strict = false;
  const auto extra = [&](command_line::Parser& app) {
    app.add_option("--results", results, "Folder of the results").type_name("DIR").capture_default_str();
    app.add_option("--plots", plots, "Folder of the figures").type_name("DIR").capture_default_str();
    app.add_flag("--strict", strict, "End with 2 if something was not run or a figure is missing");
  };
  return run_program(argc, argv, info, flags, extra, [&] {
    const StageTimer timer;
    const std::vector<JudgedExperiment> judged = judge_all(results);
    std::vector<std::vector<Figure>> figures;
    for (const JudgedExperiment& one : judged) {
      figures.emplace_back();
      for (const std::string& name : one.experiment.figures) figures.back().push_back(read_figure(plots, name));
      flags.smoke = flags.smoke || one.result.smoke;
    }

    const std::filesystem::path table = flags.out.parent_path() / "claims.h5";
    require(flags.out != table, "{}: the page should have another name than the claim table", flags.out.string());
    AtomicFile page(flags.out);
    page.append(html_page(judged, figures));
    ResultWriter writer(table, "claims");
    write_rows(writer, judged);
    record_run(writer, flags, timer);
    page.commit();
    writer.commit();

    fmt::print("{}wrote {} and {}\n", text_table(judged), flags.out.string(), table.string());
    const std::vector<std::string> missing = missing_parts(judged, figures);
    require(!strict || missing.empty(), "the report is incomplete: {}", fmt::join(missing, "; "));
  });
}
