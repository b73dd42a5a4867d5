#include <neon/clustering/dbscan.hpp>
#include <neon/core/error.hpp>
#include <neon/core/parallel.hpp>
#include <neon/core/progress.hpp>

#include <unistd.h>

#include <algorithm>
#include <charconv>

#include "apps/neon/command.hpp"
#include "apps/neon/exchanged.hpp"
#include "apps/neon/explain_flags.hpp"
#include "apps/neon/figure.hpp"
#include "apps/neon/pair.hpp"
#include "apps/neon/report.hpp"
#include "apps/neon/told.hpp"
#include "command_line/parser.hpp"
#include "experiments/support/check.hpp"

namespace neon::cli {
namespace {

/// The model and the points to ask it about.
struct Inputs {
  NamedModel model;
  std::unique_ptr<TableReader> points;
  std::optional<ClusterChoice> choice = {};  ///< of the model that was fitted here
  std::string advice = {};                   ///< on its scaling, or empty
};

Inputs open_inputs(const ExplainFlags& flags) {
  require_points(flags.inputs.back(), flags.inputs.size() == 2 ? flags.inputs.front() : "", "explain");
  require(flags.inputs.size() == 2 || flags.fits,
          "there is one file, {}: --clusters K fits a model to it; or name a model file first", flags.inputs.front());
  require(flags.inputs.size() == 1 || !flags.fits, "--clusters fits a model, but {} is given as one",
          flags.inputs.front());
  if (!flags.fits) {
    ImportOptions import = flags.import;
    if (flags.fit.beta > 0) import.beta = flags.fit.beta;
    return {load_named_model(flags.inputs[0], import), open_points(flags.inputs[1], flags.points)};
  }
  const auto reader = open_points(flags.inputs[0], flags.points);
  Table table = read_rest(*reader);
  auto [model, cluster, differ, choice, advice] = fit_named_model(reader->name(), table, flags.fit);
  model.name = "fitted here";
  return {std::move(model), table_in_memory(reader->name(), std::move(table)), std::move(choice), std::move(advice)};
}

/// A cluster by number or, where the model calls it something, by name.
std::optional<Index> cluster_asked(const char* flag, const std::string& text, const NamedModel& model) {
  if (text.empty()) return std::nullopt;
  const std::vector<std::string> names = model.model->score_names();
  if (const auto named = std::find(names.begin(), names.end(), text); named != names.end())
    return named - names.begin();
  Index cluster = -1;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), cluster);
  std::string known = fmt::format("in [0, {})", clusters(model.model));
  for (const std::string& name : names)
    if (!name.empty()) known += fmt::format(" or {}", name);
  require(status == std::errc() && end == text.data() + text.size() && cluster >= 0 && cluster < clusters(model.model),
          "{}: {} should be {}, the clusters of {}", flag, text, known, model.name);
  return cluster;
}

Composite composite_of(const ExplainFlags& flags) {
  require(flags.bounds[0] <= flags.bounds[1], "--bounds: {} should not exceed {}", flags.bounds[0], flags.bounds[1]);
  return composites::find(flags.composite, flags.bounds[0], flags.bounds[1]);
}

/// @param points read to their end, when all texts are known
std::optional<ClassColumn> classes_of(const TableReader& points) {
  if (!points.labelled()) return std::nullopt;
  return ClassColumn{points.label_name(), points.class_names()};
}

std::vector<std::string> remarks_on(const Inputs& inputs, Index points) {
  std::vector<std::string> remarks;
  if (std::string exchanged = exchange_remark(inputs.model, inputs.points->name(), points); !exchanged.empty())
    remarks.push_back(std::move(exchanged));
  if (!inputs.advice.empty()) remarks.push_back(inputs.advice);
  return remarks;
}

void explain(const ExplainFlags& flags) {
  set_threads(flags.threads);
  if (!flags.out.empty()) require_new(flags.out, flags.force);
  if (!flags.plot.empty()) {
    require_new(flags.plot, flags.force);
    require_figure(flags.plot);
  }
  if (!flags.report.empty()) {
    require_new(flags.report, flags.force);
    require_page(flags.report);
  }
  require(!flags.competitors || !flags.out.empty(),
          "--competitors: what is told apart is stored; --out should name a file");
  require(!flags.competitors || flags.why_not.empty(), "--competitors: --why-not speaks of one competitor only");
  require(!flags.choice.odd || (flags.choice.points.empty() && flags.choice.top == 0),
          "--odd: --points and --top show other points");
  const Composite composite = composite_of(flags);
  if (!flags.pair.empty()) require_pair_alone(*flags.points.command);
  if (asks_about_map(flags.inputs, flags.brush))
    return explain_map({flags.inputs, flags.brush, composite, flags.choice, flags.features, flags.out, flags.plot,
                        flags.json, flags.strict},
                       *flags.points.command);
  Inputs inputs = open_inputs(flags);
  const NamedModel& model = inputs.model;
  if (!flags.pair.empty()) {
    const ToldPair told = pair_of(model, *inputs.points, flags.pair, flags.features);
    print(flags.json ? as_json(told) : as_tables(told, Style::of_output()));
    return;
  }
  const Index d = features(model.model);
  require(!flags.choice.odd || inputs.points->labelled(),
          "--odd: {} has no label column that says the points' classes; --label COLUMN names one",
          inputs.points->name());
  const PointQuestion question{cluster_asked("--cluster", flags.cluster, model),
                               cluster_asked("--why-not", flags.why_not, model)};
  require(
      flags.counterfactual.to != "core" || !model.model.as<Dbscan>(),
      "--to: core: {} keeps its core points, not the others that make a point one; a cluster, or noise, can be asked "
      "for",
      model.name);
  const std::optional<Index> to = cluster_asked("--to", flags.counterfactual.to, model);
  const ColumnOrder order = match_columns(*inputs.points, model.feature_names, d, model.name);
  const RelevanceRecord record{
      .data = inputs.points->name(),
      .model = model.name,
      .kind = std::string(kind(model.model)),
      .composite = composite.name,
      .beta = beta(model.model),
      .feature_names =
          feature_labels(model.feature_names.empty() ? inputs.points->feature_names() : model.feature_names, d),
      .clusters = clusters(model.model),
      .score_names = model.model->score_names(),
      .question = question,
      .constant_name = model.model->constant_name()};
  const auto out = flags.out.empty() ? nullptr : create_relevance_file(flags.out, record, flags.competitors);
  const Explainer explainer(model.model, {composite, flags.competitors});

  Summary summary(record.clusters, d, flags.choice);
  SelfCheck check{.conserving = conserves(composite, model.model)};
  const auto report = flags.report.empty() ? nullptr : std::make_unique<Report>(model);
  const std::optional<Index> total = inputs.points->rows();
  constexpr Index long_table = 200'000;
  const bool shown = total.value_or(0) >= long_table && isatty(STDERR_FILENO) != 0;
  const ProgressFn progress = shown ? progress_bar("explain") : ProgressFn{};
  explain_blocks(*inputs.points, order, model.scaling, explainer, question, [&](const ExplainedBlock& block) {
    summary.add(block);
    check.add(block.check);
    if (out) out->append(block);
    if (report) report->add(block);
    if (progress) progress(summary.points(), *total);
  });
  const std::vector<PointSummary> chosen = summary.chosen();
  const Told told{record,
                  summary.clusters(),
                  chosen,
                  summary.classes(),
                  classes_of(*inputs.points),
                  summary.points(),
                  flags.features,
                  flags.choice.odd,
                  summary.differ(),
                  check,
                  remarks_on(inputs, summary.points()),
                  inputs.choice,
                  changes_of(model, chosen, flags.counterfactual, to, record.feature_names),
                  decisions_of(model, chosen),
                  keeps_points(model.model),
                  inputs.points->remarks()};
  if (!flags.plot.empty()) draw_figure(told, flags.plot);
  if (out) out->commit(summary, told.column, check);
  if (report) write_report(flags.report, told, *report);
  print(flags.json ? as_json(told) : as_tables(told, Style::of_output()));
  if (out) notice(fmt::format("wrote {}", flags.out.string()));
  if (!flags.plot.empty()) notice(fmt::format("wrote {}", flags.plot.string()));
  if (report) notice(fmt::format("wrote {}", flags.report.string()));
  experiments::require_check(check, flags.strict);
}

}  // namespace

Command explain_command() {
  return {"explain", "Why is each point in its cluster? Relevance of every feature",
          "neon explain data.csv --clusters 3\n"
          "neon explain model.h5 data.csv --points 3,17 --plot why.png\n"
          "neon explain model.h5 new.npy --out relevance.h5 --competitors\n"
          "neon explain model.h5 data.csv --label species --odd --first 10\n"
          "neon explain dense.h5 data.csv --pair 3,17\n"
          "neon explain centroids.csv data.csv --why-not 2 --out relevance.csv\n"
          "neon explain map.h5 --brush selected.csv --plot why.png\n"
          "zcat data.csv.gz | neon explain - --clusters 5 --scale standard --json",
          [](command_line::Parser& app) {
            const auto flags = std::make_shared<ExplainFlags>();
            add_explain_flags(app, *flags);
            return [flags] { explain(*flags); };
          }};
}

}  // namespace neon::cli
