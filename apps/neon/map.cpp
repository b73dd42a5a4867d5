#include <neon/compare/evenly_spaced.hpp>
#include <neon/core/error.hpp>
#include <neon/core/parallel.hpp>
#include <neon/core/progress.hpp>
#include <neon/embedding/affinities.hpp>
#include <neon/embedding/tsne.hpp>

#include <unistd.h>

#include <algorithm>
#include <cmath>

#include "apps/neon/command.hpp"
#include "apps/neon/exchanged.hpp"
#include "apps/neon/fit_advice.hpp"
#include "apps/neon/map_figure.hpp"
#include "apps/neon/output_file.hpp"
#include "apps/neon/points.hpp"
#include "apps/neon/terminal.hpp"
#include "command_line/checks.hpp"
#include "command_line/parser.hpp"

namespace neon::cli {
namespace {

struct Flags {
  std::string data;
  PointFlags reading;
  TsneOptions options;
  Index points = 0;
  std::string scale = "none";
  bool scale_said = false, force = false;
  std::filesystem::path out, plot;
  int threads = 0;
};

void add_flags(command_line::Parser& app, Flags& flags) {
  app.add_option("data", flags.data,
                 "Table of points: CSV, TSV, NPY, NPZ, HDF5 (file.h5:/dataset), IDX, or - for standard input")
      .type_name("FILE")
      .required();
  app.add_option("--perplexity", flags.options.perplexity,
                 "Effective number of neighbours, at least 1; reduced where there are few points")
      .type_name("P")
      .check(command_line::positive_number())
      .capture_default_str();
  app.add_option("--iterations", flags.options.iterations, "Steps of the descent")
      .type_name("N")
      .check(command_line::whole_number())
      .capture_default_str();
  add_scale_flag(app, flags.scale, "map").each([&flags](const std::string&) { flags.scale_said = true; });
  app.add_option("--points", flags.points, "Put only N points on the map, evenly spaced in the table; 0: all")
      .type_name("N")
      .check(command_line::whole_number())
      .capture_default_str();
  app.add_option("--seed", flags.options.seed, "Seed of every random number")
      .check(command_line::whole_number())
      .capture_default_str();
  add_point_flags(app, flags.reading);
  app.add_option("--out", flags.out, "The map, with what neon explain needs of it").type_name("FILE.h5").required();
  app.add_option("--plot", flags.plot, "Draw the map (.png, .pdf or .svg), coloured by label").type_name("FIGURE");
  app.add_flag("--force", flags.force, "Replace files that exist");
  app.add_option("--threads", flags.threads, "Threads; 0: all cores. Results do not depend on it")
      .check(command_line::whole_number())
      .capture_default_str();
}

/// The table's points that are to be on the map, not placed yet.
StoredMap points_of(const Table& table, const Flags& flags, const std::string& name) {
  StoredMap map{.data = name, .rows = table.values.rows()};
  map.row = evenly_spaced(flags.points, map.rows);
  map.x = table.values(map.row, Eigen::all);
  map.scaling = scaling_of(flags.scale, map.x);
  map.feature_names = table.feature_names;
  map.perplexity = flags.options.perplexity;
  if (!table.labels) return map;
  for (const Index row : map.row) map.label.push_back((*table.labels)[static_cast<std::size_t>(row)]);
  map.column = ClassColumn{table.label_name, table.class_names};
  const auto texts = static_cast<Index>(table.class_names.size());
  if (texts > 0 && *std::max_element(map.label.begin(), map.label.end()) >= texts)
    map.column->texts.emplace_back("(others)");
  return map;
}

std::string told(const StoredMap& map) {
  const auto range = [&](Index axis) {
    return fmt::format("[{:.4g}, {:.4g}]", map.place.col(axis).minCoeff(), map.place.col(axis).maxCoeff());
  };
  std::string text = fmt::format(
      "{}: {} points, {} features; t-SNE map within {} x {}, perplexity {:.4g}, KL divergence "
      "{:.4g} nats\n",
      map.data, map.points(), map.x.cols(), range(0), range(1), map.perplexity, map.kl_divergence);
  const Index without = (map.precision.array() == 0).count();
  if (without > 0)
    text += fmt::format(
        "{} points have {} nearest points that are all equally far, so that their affinities have no "
        "width: they cannot be explained\n",
        without, std::lround(3 * map.perplexity));
  return text;
}

void make_map(const Flags& flags) {
  set_threads(flags.threads);
  require(flags.out.extension() == ".h5", "--out: {} should end in .h5", flags.out.string());
  require(flags.options.perplexity >= 1, "--perplexity: {} should be at least 1", flags.options.perplexity);
  require_new(flags.out, flags.force);
  if (!flags.plot.empty()) {
    require_new(flags.plot, flags.force);
    require_figure(flags.plot);
  }
  require_points(flags.data, "", "map");
  const auto reader = open_points(flags.data, flags.reading);
  const Table table = read_rest(*reader);
  StoredMap map = points_of(table, flags, reader->name());
  constexpr Index least_points = 4;  // two to brush, and two to compare them with
  require(map.points() >= least_points, "{}: {} points should be at least {}", map.data, map.points(), least_points);
  ResultWriter out(flags.out, "map");  // from here on, so that a second run sees it
  const Matrix z = map.scaled();
  map.perplexity = std::max(1.0, std::min(map.perplexity, static_cast<double>(map.points() - 1) / 3));
  map.precision = affinity_precisions(z, map.perplexity);
  TsneOptions options = flags.options;
  if (isatty(STDERR_FILENO) != 0) options.progress = progress_bar("map");
  Tsne tsne = fit_tsne(z, options);
  map.place = std::move(tsne.embedding);
  map.kl_divergence = tsne.kl_divergence;
  if (!flags.plot.empty()) draw_map(map, flags.plot);
  save_map(out, map, options.seed);
  const std::string advice = flags.scale_said ? "" : scale_advice(table);
  print(told(map) + (advice.empty() ? "" : advice + "\n"));
  notice(fmt::format("wrote {}", flags.out.string()));
  if (!flags.plot.empty()) notice(fmt::format("wrote {}", flags.plot.string()));
}

}  // namespace

Command map_command() {
  return {"map", "A t-SNE map of a table, which neon explain can be asked about",
          "neon map data.csv --scale standard --out map.h5 --plot map.png\n"
          "neon explain map.h5 --box=-10,0,5,15\n"
          "neon explain map.h5 --brush selected.csv --rows 17 --plot why.png",
          [](command_line::Parser& app) {
            const auto flags = std::make_shared<Flags>();
            add_flags(app, *flags);
            return [flags] { make_map(*flags); };
          }};
}

}  // namespace neon::cli
