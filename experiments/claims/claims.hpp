#pragma once
#include <neon/hdf5/hdf5.hpp>

#include <fmt/format.h>

#include <filesystem>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// From stored results to the table "claim, paper, reproduced, tolerance, verdict, reason", and to the report.
namespace neon::claims {

// Claims as data. Each experiment states its own in <name>_claims.cpp.

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
/// Each is what <name>_experiment() returns: an experiment without one does not link.
std::vector<Experiment> all_experiments();

// The kinds of comparison that claims make. NaN holds nowhere.

/// |value - paper| <= tolerance.
/// @param explanation follows the signed difference in the reason where the values differ
Finding close_to(double value, double paper, double tolerance, int decimals, const std::string& explanation = {});

/// value <= bound, e.g. an error or a memory.
Finding at_most(double value, double bound, std::string_view unit = {});

/// A time, told and not judged: what else runs on the machine changes it.
/// @param bar on two idle cores, for comparison
Claim told(const std::string& text, double bar, const std::string& unit,
           std::function<double(const ResultReader&)> value);

/// Of the whole run, in seconds; to be told.
double run_seconds(const ResultReader& file);

/// Of the whole run, at most the bound in MiB.
Finding peak_memory(const ResultReader& file, double bound);

/// A number with the name it goes by.
struct Named {
  std::string name;
  double value = 0;
};
/// "SR 0.123, IG 0.120"
std::string listed(const std::vector<Named>& items, int decimals = 3);

/// Every item of `small` is below every item of `large`, ties within `tolerance` allowed.
Finding below(const std::vector<Named>& small, const std::vector<Named>& large, double tolerance);

/// The items on which `below` fails: "NEON 0.100 is not above SR 0.120"; "" if it holds.
std::string violations(const std::vector<Named>& small, const std::vector<Named>& large, double tolerance);

// Judging: claims against the stored results.

enum class Verdict { reproduced, differs, not_run, told };
std::string_view to_string(Verdict verdict);

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

/// Opens <folder>/<name>.h5. Never throws for a missing, damaged or foreign file: that is an absence.
Result open_result(const std::filesystem::path& folder, const Experiment& experiment);

/// The rows of one experiment: every claim has one, "not run" with the reason where the result is absent or lacks what
/// the claim is about.
std::vector<Row> judge(const Experiment& experiment, const Result& result);

/// An experiment with its result and what that says about the claims.
struct JudgedExperiment {
  Experiment experiment;
  Result result;
  std::vector<Row> rows;
};
std::vector<JudgedExperiment> judge_all(const std::filesystem::path& folder);
std::size_t count(const std::vector<JudgedExperiment>& judged, Verdict verdict);
std::size_t count(const std::vector<JudgedExperiment>& judged);  ///< of all rows

/// Writes the table (see results/README.md).
void write_rows(ResultWriter& writer, const std::vector<JudgedExperiment>& judged);

// Tables that every experiment has, and the claim table as text.

/// Seconds per stage, the whole run and the peak memory, as record_run stored them.
DataTable cost_table(const ResultReader& result);

/// What the result was computed with and from: version, commit, seed, threads, profile, sha256 of the inputs.
DataTable environment_table(const ResultReader& result);

/// The claim table for a terminal: aligned columns, at most 119 characters wide, reasons below their rows.
std::string text_table(const std::vector<JudgedExperiment>& judged);

/// "5 reproduced, 1 differs, 38 not run; 4 told, not judged"
std::string summary(const std::vector<JudgedExperiment>& judged);

// The report as HTML.

/// A figure as its plot program left it: plots/<name>.png with the caption plots/<name>.txt. The name up to a
/// dash is the program's.
struct Figure {
  std::string name;
  std::string png;      ///< the bytes; empty if unusable
  std::string caption;  ///< empty if there is none
  std::string absence;  ///< why the figure cannot be shown; "" if it can
};

/// Never throws for a missing or damaged file: that is an absence.
Figure read_figure(const std::filesystem::path& folder, const std::string& name);

/// <figure> with the picture inside, or a paragraph that says why there is none.
std::string html_figure(const Figure& figure);

/// <table> with a caption, row headers and numbers aligned to the right.
std::string html_table(const DataTable& table);

/// <table> of verdicts.
std::string html_claims(const JudgedExperiment& judged);

/// The whole report as one self-contained HTML page: claims, then each experiment's figures, tables and environment.
/// @param figures per experiment
std::string html_page(const std::vector<JudgedExperiment>& judged, const std::vector<std::vector<Figure>>& figures);

}  // namespace neon::claims
