#include "apps/neon/map_explain.hpp"

#include <neon/clustering/assignment.hpp>
#include <neon/clustering/kernel_kmeans.hpp>
#include <neon/core/error.hpp>
#include <neon/core/progress.hpp>
#include <neon/explain/map_brush.hpp>

#include <unistd.h>

#include <algorithm>
#include <set>

#include "apps/neon/figure.hpp"
#include "apps/neon/map_figure.hpp"
#include "apps/neon/named_model.hpp"
#include "apps/neon/points.hpp"
#include "apps/neon/told.hpp"
#include "experiments/support/check.hpp"

namespace neon::cli {
namespace {

constexpr Index block_points = 256, brushed_cluster = 0, other_cluster = 1;

std::string map_of(const std::vector<std::string>& inputs) {
  const std::string& first = inputs.front();
  if (is_map_file(first)) {
    require(inputs.size() == 1, "{} is a map, which holds its points: neon explain {} --brush FILE, without {}", first,
            first, inputs.back());
    return first;
  }
  require(inputs.size() == 1 || !is_map_file(inputs.back()),
          "{} is a map, and no table of points: it is explained by itself, neon explain {} --brush FILE", inputs.back(),
          inputs.back());
  const std::string kind = model_kind(first);
  throw Error(
      kind.empty()
          ? fmt::format("{} is no map, and --brush and --box ask about one: neon map {} --out map.h5", first, first)
          : fmt::format("{} is a model ({}), and --brush and --box ask about a map: see neon map --help", first, kind));
}

/// Options that speak of models are refused.
void require_options(const command_line::Parser& command, const std::string& map) {
  static const std::set<std::string> understood{"brush",  "brush-label", "box",    "points", "rows",     "first",
                                                "top",    "features",    "out",    "plot",   "force",    "json",
                                                "strict", "threads",     "bounds", "help",   "composite"};
  for (const command_line::Option& option : command.options())
    for (const std::string& name : option.long_names())
      require(understood.contains(name) || !command.given("--" + name), "--{}: {} is a map, which has no use for it",
              name, map);
}

/// The points to explain, and those left out because their affinities have no width.
struct Asked {
  Labels points;  ///< [n] of the map, rising
  Index left_out = 0;
};

Asked asked_points(const MapQuestion& question, const StoredMap& map, const Brush& brush, const std::string& name) {
  Asked asked;
  std::set<Index> points;
  for (const Index row : question.choice.points) {
    const Index point = map.point_of(row);
    require(point >= 0, "--points: row {} is not on {}, which has {} points of rows {} to {}", row, name, map.points(),
            map.row.front(), map.row.back());
    require(map.precision(point) > 0,
            "--points: the nearest points of row {} are all equally far from it, so that its affinities have no width",
            row);
    points.insert(point);
  }
  asked.points.assign(points.begin(), points.end());
  if (!points.empty()) return asked;
  for (Index n = 0; n < map.points(); ++n) {
    if (!brush.points[static_cast<std::size_t>(n)]) continue;
    if (map.precision(n) > 0)
      asked.points.push_back(n);
    else
      ++asked.left_out;
  }
  require(!asked.points.empty(), "{}: the nearest points of every brushed point are all equally far from it", name);
  return asked;
}

Explanation explanation(Matrix relevance, Vector log_odds) {
  Explanation why;
  why.relevance = std::move(relevance);
  why.logit = std::move(log_odds);
  return why;
}

/// What is found block by block.
struct Found {
  Summary summary;
  SelfCheck check;
  Labels exemplar;  ///< [N] the nearest brushed point of those explained
};

/// @param z [N, d] the scaled points
ExplainedBlock explain_points(const StoredMap& map, const Matrix& z, const Brush& brush, const Composite& composite,
                              const Labels& points, Found& found) {
  MapBrushExplanation why = explain_map_brush(
      z, brush.points, points, {.perplexity = map.perplexity, .composite = composite, .precision = map.precision});
  const Matrix score = map_brush_scores(z, brush.points, points, why.precision);
  ExplainedBlock block{.first = map.row[static_cast<std::size_t>(points.front())], .x = map.x(points, Eigen::all)};
  for (std::size_t n = 0; n < points.size(); ++n) {
    const auto row = static_cast<Index>(n);
    const auto point = static_cast<std::size_t>(points[n]);
    const Index side = brush.points[point] ? brushed_cluster : other_cluster;
    if (!map.label.empty()) block.label.push_back(map.label[point]);
    block.row.push_back(map.row[point]);
    block.assigned.push_back(side);
    block.explained.push_back(brushed_cluster);
    block.differ += (why.log_odds(row) > 0) == (side == brushed_cluster) ? 0 : 1;
    found.exemplar[point] = why.exemplar[n];
    const Explanation its = explanation(why.relevance.row(row), why.log_odds.segment(row, 1));
    found.check.add({.outlier = Matrix(score.row(row)),
                     .assigned = {side},
                     .explained = {brushed_cluster},
                     .why = its,
                     .first = block.row.back()});
  }
  found.check.differ += block.differ;
  block.probability = membership_probability(why.log_odds, 1);
  block.why = explanation(std::move(why.relevance), std::move(why.log_odds));
  found.summary.add(block);
  return block;
}

/// Whether the rules promise sums, as for any pool over Gaussians.
bool sums(const Composite& composite) {
  const KernelKMeans two{.support = Matrix{{0}, {1}}, .begin = {0, 1, 2}, .log_norm = Vector::Zero(2), .gamma = 1};
  return conserves(composite, two);
}

ToldMap told_map(const StoredMap& map, const Brush& brush, const std::vector<PointSummary>& chosen,
                 const Labels& exemplar) {
  ToldMap told{map.points(), brush.size, brush.by, map.perplexity, {}};
  for (const PointSummary& point : chosen) {
    const Index n = map.point_of(point.point);
    const Index nearest = exemplar[static_cast<std::size_t>(n)];
    told.chosen.push_back({map.place.row(n), map.precision(n), map.row[static_cast<std::size_t>(nearest)]});
  }
  return told;
}

}  // namespace

bool asks_about_map(const std::vector<std::string>& inputs, const BrushFlags& brush) {
  return brush.given() || std::any_of(inputs.begin(), inputs.end(), is_map_file);
}

void explain_map(const MapQuestion& question, const command_line::Parser& command) {
  const std::string name = map_of(question.inputs);
  require_options(command, name);
  require(question.brush.given(), "{} is a map: --brush FILE or --box LEFT,RIGHT,BOTTOM,TOP says which of its points",
          name);
  const StoredMap map = load_map(name);
  const Brush brush = brush_of(question.brush, map, name);
  const Asked asked = asked_points(question, map, brush, name);
  const auto total = static_cast<Index>(asked.points.size());

  const RelevanceRecord record{.data = map.data,
                               .model = name,
                               .kind = "map",
                               .composite = question.composite.name,
                               .beta = 1,
                               .feature_names = feature_labels(map.feature_names, map.x.cols()),
                               .clusters = 2,
                               .score_names = {"the brush", "the rest"},
                               .question = {.cluster = brushed_cluster},
                               .rows = true};
  const auto out = question.out.empty() ? nullptr : create_relevance_file(question.out, record, false);
  PointChoice choice = question.choice;
  if (!choice.points.empty()) choice = {.first = total};
  Found found{Summary(record.clusters, map.x.cols(), choice),
              {.conserving = sums(question.composite)},
              Labels(static_cast<std::size_t>(map.points()), -1)};
  const ProgressFn progress =
      isatty(STDERR_FILENO) != 0 && total > block_points ? progress_bar("explain") : ProgressFn{};
  const Matrix z = map.scaled();
  for (Index first = 0; first < total; first += block_points) {
    const Index count = std::min(block_points, total - first);
    const ExplainedBlock block = explain_points(
        map, z, brush, question.composite, {asked.points.begin() + first, asked.points.begin() + first + count}, found);
    if (out) out->append(block);
    if (progress) progress(first + count, total);
  }

  const std::vector<PointSummary> chosen = found.summary.chosen();
  std::vector<std::string> remarks;
  if (asked.left_out > 0)
    remarks.push_back(
        fmt::format("{} brushed points are left out: their nearest points are all equally far from them, so that their "
                    "affinities have no width",
                    asked.left_out));
  const Told told{.record = record,
                  .clusters = found.summary.clusters(),
                  .points = chosen,
                  .classes = found.summary.classes(),
                  .column = map.column,
                  .count = total,
                  .features = question.features,
                  .differ = found.check.differ,
                  .check = found.check,
                  .remarks = std::move(remarks),
                  .map = told_map(map, brush, chosen, found.exemplar)};
  if (!question.plot.empty()) draw_figure(told, question.plot, brush_panel(map, brush, told.points));
  if (out) out->commit(found.summary, told.column, found.check);
  print(question.json ? as_json(told) : as_tables(told, Style::of_output()));
  if (out) notice(fmt::format("wrote {}", question.out.string()));
  if (!question.plot.empty()) notice(fmt::format("wrote {}", question.plot.string()));
  experiments::require_check(found.check, question.strict);
}

}  // namespace neon::cli
