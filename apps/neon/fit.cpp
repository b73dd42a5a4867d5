#include <neon/clustering/assignment.hpp>
#include <neon/clustering/fit.hpp>
#include <neon/core/error.hpp>
#include <neon/core/parallel.hpp>
#include <neon/model_files/model_file.hpp>
#include <neon/tables/atomic_file.hpp>

#include <algorithm>
#include <optional>

#include "apps/neon/class_lines.hpp"
#include "apps/neon/command.hpp"
#include "apps/neon/exchanged.hpp"
#include "apps/neon/named_model.hpp"
#include "apps/neon/output_file.hpp"
#include "apps/neon/points.hpp"
#include "apps/neon/terminal.hpp"
#include "apps/neon/told.hpp"
#include "command_line/checks.hpp"
#include "command_line/parser.hpp"
#include "experiments/support/wrap.hpp"

namespace neon::cli {
namespace {

struct Flags {
  std::string data;
  PointFlags points;
  FitFlags fit;
  std::filesystem::path out;
  bool force = false;
  int threads = 0;
};

/// Kinds that learn classes, or find how many clusters there are, are not told.
void require_clusters(const FitFlags& flags) {
  for (const ModelKind& kind : fit_kinds()) {
    if (kind.name != flags.kind) continue;
    const bool given = kind.clusters == ModelKind::Clusters::given;
    require(!given || !flags.clusters.empty(), "--clusters is required (see neon fit --help)");
    require(given || flags.clusters.empty(), "--clusters: {} models are not told how many there are", kind.name);
  }
}

/// ", 59 of class 1  " for each cluster, of the same width; nothing without classes.
std::vector<std::string> class_column(const ClassCounts& counts, const ClassColumn& column, const Labels& size) {
  std::vector<std::string> cells(size.size());
  if (counts.empty() || counts.too_many()) return cells;
  std::size_t width = 0;
  for (std::size_t k = 0; k < size.size(); ++k) {
    if (size[k] > 0) cells[k] = fmt::format(", {}", of_class(counts, column, static_cast<Index>(k)));
    width = std::max(width, experiments::characters(cells[k]));
  }
  for (std::string& cell : cells) cell = padded(cell, width + 1);
  return cells;
}

std::string table_of(const FittedNamedModel& fitted, const Table& table, const Style& style) {
  const NamedModel& model = fitted.named;
  Matrix x = table.values;
  model.scaling.apply(x);
  const Matrix outlier = outlier_scores(model.model, x);
  const auto all = static_cast<double>(x.rows());
  Labels size(static_cast<std::size_t>(outlier.cols()), 0);
  ClassCounts counts(outlier.cols());
  const Labels& cluster = fitted.cluster;
  for (std::size_t n = 0; n < cluster.size(); ++n) {
    ++size[static_cast<std::size_t>(cluster[n])];
    if (table.labels) counts.add(cluster[n], (*table.labels)[n]);
  }
  const ClassColumn column{table.label_name, table.class_names};
  const std::vector<std::string> classes = class_column(counts, column, size);
  std::string text = fmt::format("{}: {} points, {} features; {}, {} clusters, beta {:.4g}, mean probability {:.3f}\n",
                                 model.name, x.rows(), x.cols(), kind(model.model), outlier.cols(), beta(model.model),
                                 mean_top_probability(outlier, beta(model.model)));
  const std::vector<std::string> names = model.model->score_names();
  constexpr int bar_width = 40;
  for (std::size_t k = 0; k < size.size(); ++k)
    text += fmt::format("  {}  {:>8} points{} {}\n",
                        style.bold(fmt::format("{:<11}", cluster_name(names, static_cast<Index>(k)))), size[k],
                        classes[k], style.bar(static_cast<double>(size[k]) / all, bar_width));
  text += differ_line(fitted.differ, x.rows(), keeps_points(model.model));
  if (table.labels) text += class_line(counts, column, "shown by neon explain --odd");
  return text;
}

void fit(const Flags& flags) {
  set_threads(flags.threads);
  require(flags.out.extension() == ".h5", "--out: {} should end in .h5", flags.out.string());
  require_new(flags.out, flags.force);
  require_points(flags.data, "", "fit");
  require_clusters(flags.fit);
  const auto reader = open_points(flags.data, flags.points);
  const Table table = read_rest(*reader);
  std::optional<AtomicFile> claim(flags.out);  // so that a second run sees it
  const FittedNamedModel fitted = fit_named_model(reader->name(), table, flags.fit);
  claim.reset();
  save_model(flags.out, fitted.named.model, fitted.named.feature_names, fitted.named.scaling);
  const Style style = Style::of_output();
  print((fitted.choice ? as_table(*fitted.choice, style) : "") + table_of(fitted, table, style) +
        (fitted.advice.empty() ? "" : fitted.advice + "\n"));
  notice(fmt::format("wrote {}", flags.out.string()));
}

}  // namespace

Command fit_command() {
  return {"fit", "Cluster a table of points and write the model",
          "neon fit data.csv --clusters 3 --out model.h5\n"
          "neon fit data.h5:/points --clusters 10 --model kernel-kmeans --scale standard --out model.h5",
          [](command_line::Parser& app) {
            const auto flags = std::make_shared<Flags>();
            flags->fit.clusters.clear();
            app.add_option("data", flags->data,
                           "Table of points: CSV, TSV, NPY, NPZ, HDF5 (file.h5:/dataset), IDX, or - for standard input")
                .type_name("FILE")
                .required();
            app.add_option("--clusters", flags->fit.clusters,
                           "Number of clusters; auto or a range such as 2-10: the best one by silhouette or BIC")
                .type_name("K")
                .check(cluster_numbers());
            add_fit_flags(app, flags->fit);
            add_point_flags(app, flags->points);
            app.add_option("--out", flags->out, "Model file (docs/model-file.md)").type_name("FILE.h5").required();
            app.add_flag("--force", flags->force, "Replace a file that exists");
            app.add_option("--threads", flags->threads, "Threads; 0: all cores. Results do not depend on it")
                .check(command_line::whole_number())
                .capture_default_str();
            return [flags] { fit(*flags); };
          }};
}

}  // namespace neon::cli
