#include "plots/newsgroup_messages.hpp"

#include <neon/core/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "experiments/newsgroups/schema.hpp"
#include "plots/highlighted_text.hpp"

namespace neon::plots {
namespace {

using schema::newsgroups::Message;

constexpr double font_size = 7, left = 8, pitch = 88, width = 83, heading = 2.4, gap = 4.5, most_height = 40;
/// Full colour would hide the words.
constexpr double tint = 0.62;

std::vector<Fragment> fragments_of(const ResultReader& results, const Message& stored) {
  const std::vector<std::string> piece = stored.piece.read(results);
  const Labels status = stored.status.read(results);
  const Vector relevance = stored.reading("affine").relevance.read(results);
  require(status.size() == piece.size() && static_cast<std::size_t>(relevance.size()) == piece.size(),
          "{}: {}: {} pieces have {} status and {} relevance entries", results.path().string(), stored.group,
          piece.size(), status.size(), relevance.size());
  const double scale = std::max(relevance.cwiseAbs().maxCoeff(), 1e-300);
  std::vector<Fragment> fragments;
  for (std::size_t p = 0; p < piece.size(); ++p) {
    const bool known = status[p] == schema::newsgroups::known_word;
    fragments.push_back({piece[p], known ? black : Rgb{0x80, 0x80, 0x80},
                         known ? diverging(tint * relevance(static_cast<Index>(p)) / scale) : white});
  }
  return fragments;
}

/// @return the height taken
double draw_message(Page& page, double x, double y, const ResultReader& results, const Message& stored) {
  page.text(x, y, stored.id.read(results), {.size = 7, .bold = true});
  page.text(x + width, y,
            fmt::format("cluster {}, f = {:.2f}, P = {:.2f}", stored.cluster.read(results), stored.logit.read(results),
                        stored.probability.read(results)),
            {.size = 6.5, .align = Align::right, .colour = dim});
  return heading + draw_paragraph(page, {x, y + heading, width, most_height}, fragments_of(results, stored), font_size);
}

/// The `count` largest by magnitude, in their order.
Labels largest(const Vector& values, Index count) {
  Labels order(static_cast<std::size_t>(values.size()));
  std::iota(order.begin(), order.end(), Index{0});
  const auto kept = std::min<std::ptrdiff_t>(count, values.size());
  std::partial_sort(order.begin(), order.begin() + kept, order.end(),
                    [&](Index a, Index b) { return std::abs(values(a)) > std::abs(values(b)); });
  order.resize(static_cast<std::size_t>(kept));
  return order;
}

}  // namespace

double draw_messages(Page& page, double top, const ResultReader& results) {
  double y = top, bottom = top;
  int column = 0;
  for (const std::string& name : results.groups(schema::newsgroups::all_messages)) {
    bottom = std::max(bottom, y + draw_message(page, left + column * pitch, y, results, {name}) + gap);
    if (column == 1) y = bottom;
    column = 1 - column;
  }
  return bottom;
}

void draw_scheme(Page& page, const Box& box, const ResultReader& results) {
  constexpr Index words_shown = 8, dimensions_shown = 6;
  const schema::newsgroups::Scheme stored;
  const std::vector<std::string> word = stored.word.read(results);
  const Matrix contribution = stored.contribution.read(results);
  const Vector relevance = stored.relevance.read(results);
  require(contribution.rows() == relevance.size() && word.size() == static_cast<std::size_t>(relevance.size()) &&
              relevance.size() > 0,
          "{}: scheme: {} words have contributions of shape [{}, {}] and {} relevances", results.path().string(),
          word.size(), contribution.rows(), contribution.cols(), relevance.size());
  const Labels rows = largest(relevance, words_shown);
  Labels dimensions = largest(contribution.cwiseAbs().colwise().sum().transpose(), dimensions_shown);
  std::sort(dimensions.begin(), dimensions.end());

  const auto columns = static_cast<double>(dimensions.size()) + 2;
  const double first = box.left + 19, pitch = (box.width - 19) / columns, line = 3.4;
  const double scale = relevance.cwiseAbs().maxCoeff();
  const auto cell = [&](Index row, double column, double value, bool bold) {
    const double y = box.top + static_cast<double>(row + 1) * line, x = first + column * pitch;
    if (std::isfinite(value))
      page.fill({x + 0.3, y - line / 2 + 0.1, pitch - 0.6, line - 0.2}, diverging(tint * value / scale));
    page.text(x + pitch - 1, y, fmt::format("{:+.3f}", value), {.size = 6.5, .align = Align::right, .bold = bold});
  };
  const auto heading = [&](double column, const std::string& text) {
    page.text(first + (column + 1) * pitch - 1, box.top, text, {.size = 6.5, .align = Align::right});
  };
  for (std::size_t d = 0; d < dimensions.size(); ++d)
    heading(static_cast<double>(d), fmt::format("dim. {}", dimensions[d] + 1));
  heading(columns - 2, "others");
  heading(columns - 1, "word: R");
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const auto row = static_cast<Index>(r);
    page.text(first - 1, box.top + static_cast<double>(row + 1) * line, word.at(static_cast<std::size_t>(rows[r])),
              {.size = 7, .align = Align::right});
    double rest = relevance(rows[r]);
    for (std::size_t d = 0; d < dimensions.size(); ++d) {
      const double value = contribution(rows[r], dimensions[d]);
      rest -= value;
      cell(row, static_cast<double>(d), value, false);
    }
    cell(row, columns - 2, rest, false);
    cell(row, columns - 1, relevance(rows[r]), true);
  }
}

}  // namespace neon::plots
