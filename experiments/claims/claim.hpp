#pragma once
#include <neon/io/hdf5.hpp>

#include <fmt/format.h>

#include <filesystem>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

/// From stored results to the table "claim, paper, reproduced, tolerance, verdict, reason".
namespace neon::claims {

/// How far a reproduced number may be from the claim; a smoke run sees few points and is judged more leniently.
struct Tolerance {
  std::string form;  ///< with {} for the number, e.g. "± {}"
  double full = 0;
  double smoke = 0;

  double value(bool smoke_run) const { return smoke_run ? smoke : full; }
  std::string text(bool smoke_run) const { return fmt::format(fmt::runtime(form), value(smoke_run)); }
};

/// What the results say about one claim.
struct Finding {
  std::string reproduced;
  bool holds = false;
  std::string reason = {};  ///< made of stored numbers: why it differs, or under which conditions it would
};

/// One statement of the paper, or of the method's laws, as data.
struct Claim {
  std::string text;
  std::string paper;  ///< the value or statement printed there
  Tolerance tolerance;
  /// @throws Error if the result does not hold what the claim is about
  std::function<Finding(const ResultReader&, double tolerance)> check;
  bool judged = true;  ///< false: told only, such as a time, which depends on what else the machine does
};

/// A table for the report. Cells are plain text.
struct DataTable {
  std::string caption;
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;
  std::string note = {};
  std::set<std::size_t> words = {0};                        ///< columns of words; the others are numbers
  std::set<std::pair<std::size_t, std::size_t>> best = {};  ///< (row, column) of cells to emphasise
};

/// One experiment as the report sees it.
struct Experiment {
  std::string title;
  std::vector<Claim> claims;
  std::function<std::vector<DataTable>(const ResultReader&)> tables;
  std::string name = {};                  ///< also the kind of its result file, results/<name>.h5, and its make target
  std::vector<std::string> figures = {};  ///< plots/<figure>.png, .pdf and the caption .txt
};

/// Every experiment of experiments/experiments.txt, which gives it its name and figures; in the order of the report.
std::vector<Experiment> all_experiments();

enum class Verdict { reproduced, differs, not_run, told };
std::string_view text(Verdict verdict);

/// One row of the table.
struct Row {
  std::string experiment, claim, paper, reproduced, tolerance;
  Verdict verdict = Verdict::not_run;
  std::string reason;
};

/// The stored result of an experiment, or why there is none.
struct Result {
  std::optional<ResultReader> file;
  std::string absence;  ///< "" if the file can be read
  bool smoke = false;

  bool present() const { return file.has_value(); }
};

/// An experiment with its result and what that says about the claims.
struct Chapter {
  Experiment experiment;
  Result result;
  std::vector<Row> rows;
};
std::vector<Chapter> chapters(const std::filesystem::path& folder);
std::size_t count(const std::vector<Chapter>& chapters, Verdict verdict);
std::size_t count(const std::vector<Chapter>& chapters);  ///< of all rows

/// Opens <folder>/<name>.h5. Never throws for a missing, damaged or foreign file: that is an absence.
Result open_result(const std::filesystem::path& folder, const Experiment& experiment);

/// The rows of one experiment: every claim has one, "not run" with the reason where the result is absent or lacks what
/// the claim is about.
std::vector<Row> judge(const Experiment& experiment, const Result& result);

/// Writes the table (see results/README.md).
void write_rows(ResultWriter& writer, const std::vector<Chapter>& chapters);

}  // namespace neon::claims
