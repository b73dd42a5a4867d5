#include "apps/neon/pair.hpp"

#include <neon/core/error.hpp>

#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "apps/neon/output_file.hpp"
#include "apps/neon/points.hpp"
#include "command_line/parser.hpp"

namespace neon::cli {
namespace {

/// The points of the table, refused where they are not those of the fit: the way between two leads over others.
Matrix fitted_points(const NamedModel& model, const Matrix& fitted, TableReader& points) {
  const ColumnOrder order = match_columns(points, model.feature_names, fitted.cols(), model.name);
  Matrix x = order.of(read_rest(points).values);
  require(x.rows() == fitted.rows(),
          "--pair: {} has {} points, and should be the table of the {} that {} was fitted on", points.name(), x.rows(),
          fitted.rows(), model.name);
  Matrix z = x;
  model.scaling.apply(z);
  for (Index n = 0; n < z.rows(); ++n)
    require(z.row(n) == fitted.row(n), "--pair: {} should be the table that {} was fitted on, and point {} is another",
            points.name(), model.name, n);
  return x;
}

/// "3 - 8 - 44", the middle of a long way left out.
std::string way(const std::vector<Index>& path) {
  constexpr std::size_t most = 12, ends = 5;
  if (path.size() <= most) return fmt::format("{}", fmt::join(path, " - "));
  return fmt::format("{} - ... - {}", fmt::join(path.begin(), path.begin() + ends, " - "),
                     fmt::join(path.end() - ends, path.end(), " - "));
}

std::string reason(const ToldPair& told) {
  if (told.why.active == PairExplanation::Active::distance) return "that is their distance";
  return fmt::format("point {} lies in a thin place: its neighbour of rank {}, itself the first, is point {}",
                     told.why.start(), told.min_samples, told.why.neighbour);
}

}  // namespace

void add_pair_flag(command_line::Parser& app, std::vector<Index>& pair) {
  app.add_option("--pair", pair,
                 "Why are these two points, by number from 0, together (or apart)? The way between them in the tree of "
                 "an hdbscan model, whose DATA are the points of its fit, and the features of its longest step")
      .type_name("I,J")
      .delimiter(',')
      .expected(2);
}

void require_pair_alone(const command_line::Parser& app) {
  for (const char* const option : {"--out", "--plot", "--report", "--competitors", "--cluster", "--why-not", "--points",
                                   "--top", "--first", "--odd", "--counterfactual", "--to", "--fixed", "--strict"})
    require(!app.given(option), "--pair: {} asks about points one by one", option);
}

ToldPair pair_of(const NamedModel& model, TableReader& points, const std::vector<Index>& pair, Index features) {
  const auto* const hdbscan = model.model.as<Hdbscan>();
  require(hdbscan != nullptr,
          "--pair: {} is of kind {}, and only hdbscan has a tree that leads from point to point (neon fit --model "
          "hdbscan)",
          model.name, kind(model.model));
  const Matrix x = fitted_points(model, hdbscan->search.points(), points);
  for (const Index point : pair)
    require(point >= 0 && point < x.rows(), "--pair: {} should be in [0, {}), the points of {}", point, x.rows(),
            points.name());
  require(pair.front() != pair.back(), "--pair: {} and {} are one point, should be two", pair.front(), pair.back());
  ToldPair told{.data = points.name(),
                .model = model.name,
                .feature_names = feature_labels(
                    model.feature_names.empty() ? points.feature_names() : model.feature_names, x.cols()),
                .pair = pair,
                .cluster = {},
                .min_samples = hdbscan->search.min_samples(),
                .scaled = !model.scaling.empty(),
                .features = features,
                .why = explain_pair(*hdbscan, pair.front(), pair.back()),
                .ends = Matrix(2, x.cols())};
  const Labels& cluster = hdbscan->search.cluster();
  for (const Index point : pair) {
    const Index own = cluster[static_cast<std::size_t>(point)];
    told.cluster.push_back(hdbscan->score_names()[static_cast<std::size_t>(own < 0 ? hdbscan->noise() : own)]);
  }
  const Index first = cluster[static_cast<std::size_t>(pair.front())];
  if (first >= 0 && first == cluster[static_cast<std::size_t>(pair.back())])
    told.birth = std::sqrt(hdbscan->birth_square(first));
  told.ends << x.row(told.why.start()), x.row(told.why.neighbour);
  return told;
}

std::string as_tables(const ToldPair& told, const Style& style) {
  constexpr int bar_width = 16;
  const PairExplanation& why = told.why;
  const double length = std::sqrt(why.bottleneck.square);
  std::string text =
      fmt::format("{}: {} features{}; {}: hdbscan, min_samples {}\n", told.data, told.feature_names.size(),
                  told.scaled ? ", scaled" : "", told.model, told.min_samples);
  const std::string both = style.bold(fmt::format("points {} and {}", told.pair.front(), told.pair.back()));
  text += told.together()
              ? fmt::format("{} are together in cluster {}, which split off at length {:.4g}.\n", both,
                            told.cluster.front(), told.birth)
              : fmt::format("{} are apart, in {} and in {}.\n", both, told.cluster.front(), told.cluster.back());
  text += fmt::format("No step of the way between them is longer than {:.4g}, and every other way has one as long.\n",
                      length);
  text += fmt::format("way, {} steps: {}\n", why.path.size() - 1, way(why.path));
  text += fmt::format("longest step: {} - {}; {}\n", why.bottleneck.from, why.bottleneck.to, reason(told));
  text += fmt::format("Its square {:.4g} is the sum of the features' relevance:\n", why.bottleneck.square);
  const double largest = std::max(why.relevance.maxCoeff(), 1e-300);
  const std::size_t width = names_width(told.feature_names);
  for (const Index i : strongest(why.relevance, told.features == 0 ? why.relevance.size() : told.features))
    text += fmt::format("  {}{} {:>10.4g} {}\n", padded(told.feature_names[static_cast<std::size_t>(i)], width),
                        style.dim(fmt::format(" {:>10.4g} -> {:<10.4g}", told.ends(0, i), told.ends(1, i))),
                        why.relevance(i), style.bar(why.relevance(i) / largest, bar_width));
  return text;
}

}  // namespace neon::cli
