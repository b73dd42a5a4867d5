#include <neon/baselines/baselines.hpp>
#include <neon/compare/evenly_spaced.hpp>
#include <neon/compare/leaderboard.hpp>
#include <neon/compare/leaderboard_record.hpp>
#include <neon/compare/leaderboard_table.hpp>
#include <neon/core/error.hpp>
#include <neon/core/nearest_name.hpp>
#include <neon/core/parallel.hpp>
#include <neon/explain/model_background.hpp>
#include <neon/explain/self_check.hpp>

#include <unistd.h>

#include <algorithm>
#include <optional>

#include "apps/neon/command.hpp"
#include "apps/neon/comparison_output.hpp"
#include "apps/neon/exchanged.hpp"
#include "apps/neon/figure.hpp"
#include "apps/neon/named_model.hpp"
#include "apps/neon/output_file.hpp"
#include "apps/neon/points.hpp"
#include "apps/neon/terminal.hpp"
#include "command_line/checks.hpp"
#include "command_line/parser.hpp"
#include "experiments/support/check.hpp"

namespace neon::cli {
namespace {

/// Most methods that learn from a background ask for every one of its points.
constexpr Index background_points = 25;

struct Flags {
  std::string model, data;
  PointFlags table;
  std::vector<std::string> methods{"neon"}, metrics, imports;
  std::string composite = "paper-v2";
  std::vector<double> bounds;
  Index points = 100, asked_anew = 10, resamples = 1000;
  std::uint64_t seed = 0;
  std::filesystem::path out, plot;
  bool force = false, json = false, strict = false;
  int threads = 0;
};

void add_flags(command_line::Parser& app, Flags& flags) {
  for (const Attributor& baseline : baselines::everywhere()) flags.methods.push_back(baseline.name);
  app.add_option("model", flags.model, "A model file of `neon fit`, or a table of centroids")
      .type_name("MODEL")
      .required();
  app.add_option("data", flags.data, "A table of points, in any format that `neon explain` takes")
      .type_name("DATA")
      .required();
  add_point_flags(app, flags.table);
  app.add_option("--methods", flags.methods, "neon, neon:COMPOSITE and baselines (neon list baselines); all: every one")
      .type_name("NAME,NAME,...")
      .delimiter(',')
      .capture_default_str();
  app.add_option("--metrics", flags.metrics, "Default: every one (neon list metrics)")
      .type_name("NAME,NAME,...")
      .delimiter(',');
  app.add_option("--import", flags.imports,
                 "Relevances computed elsewhere: a table with a row for each row of DATA and a column for each "
                 "feature; further columns of a table with names are left out")
      .type_name("NAME=FILE");
  app.add_option("--composite", flags.composite, "What `neon` stands for (neon list composites)")
      .type_name("COMPOSITE")
      .capture_default_str();
  app.add_option("--bounds", flags.bounds,
                 "Least and largest value of a (scaled) feature: for the rule zB, and where root points may lie")
      .type_name("LOWER,UPPER")
      .delimiter(',')
      .expected(2);
  app.add_option("--points", flags.points, "Compare on this many rows of DATA, evenly spaced; 0: all")
      .type_name("N")
      .check(command_line::whole_number())
      .capture_default_str();
  app.add_option("--anew", flags.asked_anew, "Metrics that explain again do so for this many of the points; 0: all")
      .type_name("N")
      .check(command_line::whole_number())
      .capture_default_str();
  app.add_option("--resamples", flags.resamples, "Bootstrap samples")
      .type_name("N")
      .check(command_line::whole_number(1))
      .capture_default_str();
  app.add_option("--seed", flags.seed, "Seed of every random number")
      .check(command_line::whole_number())
      .capture_default_str();
  app.add_option("--out", flags.out, "Write every score and interval (.h5)").type_name("FILE.h5");
  app.add_option("--plot", flags.plot, "Draw the table (.png, .pdf or .svg)").type_name("FIGURE");
  app.add_flag("--force", flags.force, "Replace files that exist");
  app.add_flag("--json", flags.json, "Print JSON instead of a table");
  app.add_flag("--strict", flags.strict,
               "End with 4 if an explanation differs from its model, or its sum, by more than rounding");
  app.add_option("--threads", flags.threads, "Threads; 0: all cores. Scores do not depend on it")
      .check(command_line::whole_number())
      .capture_default_str();
}

double lower(const Flags& flags) { return flags.bounds.empty() ? 0 : flags.bounds[0]; }
double upper(const Flags& flags) { return flags.bounds.empty() ? 1 : flags.bounds[1]; }

std::vector<Contender> methods_of(const Flags& flags) {
  std::vector<std::string> wanted = flags.methods, known{"neon", "all"};
  for (const Attributor& baseline : baselines::all()) known.push_back(baseline.name);
  if (wanted == std::vector<std::string>{"all"}) {
    wanted = known;
    wanted.erase(wanted.begin() + 1);
  }
  std::vector<Contender> contenders;
  for (const std::string& name : wanted) {
    if (name == "neon" || name == "NEON") {
      contenders.push_back(neon_contender("NEON", composites::find(flags.composite, lower(flags), upper(flags))));
    } else if (name.starts_with("neon:")) {
      contenders.push_back(
          neon_contender("NEON " + name.substr(5), composites::find(name.substr(5), lower(flags), upper(flags))));
    } else {
      try {
        contenders.push_back(contender(baselines::find(name)));
      } catch (const Error&) {
        throw Error(fmt::format("--methods: '{}' should be one of {}, or neon:COMPOSITE{}", name,
                                fmt::join(known, ", "), did_you_mean(name, known)));
      }
    }
  }
  return contenders;
}

/// Nothing where all holds: the conservation of each method is on the board.
std::string check_line(const SelfCheck& check) {
  return check.holds() ? "" : fmt::format("NEON: {}\n", experiments::evidence_sentence(check));
}

/// The columns that the model's features name, where the table has others too: what `neon explain --out .csv` writes.
Matrix columns_of(Table table, const std::vector<std::string>& names) {
  std::vector<Index> columns;
  for (const std::string& name : names) {
    const auto at = std::find(table.feature_names.begin(), table.feature_names.end(), name);
    if (at == table.feature_names.end()) return std::move(table.values);
    columns.push_back(at - table.feature_names.begin());
  }
  return columns.empty() ? std::move(table.values) : Matrix(table.values(Eigen::all, columns));
}

/// NAME=FILE, the rows that are compared.
Contender import_of(const std::string& text, const Labels& rows, Index points, Index features,
                    const std::vector<std::string>& names) {
  const auto equals = text.find('=');
  require(equals != std::string::npos && equals > 0 && equals + 1 < text.size(),
          "--import: '{}' should be NAME=FILE, e.g. mine=relevance.npy", text);
  const std::string file = text.substr(equals + 1);
  const Matrix relevance = columns_of(read_table(file), names);
  require(
      relevance.rows() == points && relevance.cols() == features,
      "--import: {}: relevances [{}, {}] should be [{}, {}], one row per row of the data and one column per feature",
      file, relevance.rows(), relevance.cols(), points, features);
  return imported(text.substr(0, equals), relevance(rows, Eigen::all), file);
}

void run_comparison(const Flags& flags) {
  set_threads(flags.threads);
  require(flags.out.empty() || flags.out.extension() == ".h5", "--out: {} should end in .h5", flags.out.string());
  require(flags.bounds.empty() || flags.bounds[0] < flags.bounds[1], "--bounds: {} should be less than {}",
          lower(flags), upper(flags));
  if (!flags.out.empty()) require_new(flags.out, flags.force);
  if (!flags.plot.empty()) {
    require_new(flags.plot, flags.force);
    require_figure(flags.plot);
  }
  CompareOptions options;
  if (!flags.metrics.empty()) options.metrics.clear();
  for (const std::string& name : flags.metrics) options.metrics.push_back(metrics::find(name));
  std::vector<Contender> contenders = methods_of(flags);

  require_points(flags.data, flags.model, "compare");
  const NamedModel model = load_named_model(flags.model);
  const auto reader = open_points(flags.data, flags.table);
  const Index d = features(model.model);
  const ColumnOrder order = match_columns(*reader, model.feature_names, d, model.name);
  Matrix x = order.of(read_rest(*reader).values);
  model.scaling.apply(x);
  if (const std::string remark = exchange_remark(model, reader->name(), x.rows()); !remark.empty()) notice(remark);
  const Labels rows = evenly_spaced(flags.points, x.rows());
  for (const std::string& text : flags.imports)
    contenders.push_back(import_of(text, rows, x.rows(), d, model.feature_names));

  const Background background =
      model_background(model.model, x(evenly_spaced(background_points, x.rows()), Eigen::all));
  if (!flags.bounds.empty()) options.roots.box = {flags.bounds[0], flags.bounds[1]};
  options.roots.search = Search::quick;
  options.id = rows;
  options.background = &background;
  options.seed = flags.seed;
  options.resamples = flags.resamples;
  options.asked_anew = flags.asked_anew;
  if (isatty(STDERR_FILENO) != 0) options.progress = progress_bar("compare");
  std::optional<ResultWriter> out;  // from here on, so that a second run sees it
  if (!flags.out.empty()) out.emplace(flags.out, "comparison");
  const Leaderboard board = compare(model.model, x(rows, Eigen::all), contenders, options);
  const SelfCheck check =
      self_check(model.model, composites::find(flags.composite, lower(flags), upper(flags)), x(rows, Eigen::all));

  if (!flags.plot.empty()) draw_comparison(board, reader->name(), model.name, flags.plot);
  if (out) {
    write_leaderboard(*out, "board", board);
    out->write("rows", rows);
    out->attribute("", "data", reader->name());
    out->attribute("", "model", model.name);
    out->attribute("", "seed", flags.seed);
    experiments::record_check(*out, "check", check);
    out->commit();
  }
  print(flags.json ? comparison_json(board, reader->name(), model.name, reader->remarks(), check)
                   : check_line(check) + leaderboard_table(board, terminal_width()));
  if (out) notice(fmt::format("wrote {}", flags.out.string()));
  if (!flags.plot.empty()) notice(fmt::format("wrote {}", flags.plot.string()));
  experiments::require_check(check, flags.strict);
}

}  // namespace

Command compare_command() {
  return {"compare", "Every method under every metric: NEON, baselines, and relevances computed elsewhere",
          "neon compare model.h5 data.csv\n"
          "neon compare model.h5 data.csv --methods neon,neon:z+,SA,IG --metrics deletion,infidelity --points 0\n"
          "neon compare model.h5 data.csv --import mine=relevance.npy --out compare.h5 --plot compare.png",
          [](command_line::Parser& app) {
            const auto flags = std::make_shared<Flags>();
            add_flags(app, *flags);
            return [flags] { run_comparison(*flags); };
          }};
}

}  // namespace neon::cli
