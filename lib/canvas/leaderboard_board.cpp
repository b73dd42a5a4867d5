#include "canvas/leaderboard_board.hpp"

#include <neon/compare/leaderboard_table.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace neon::plots {
namespace {

constexpr double edge = 1, name_width = 25, title_height = 6, heading_height = 7, row_height = 4.7;

std::string interval_text(double low, double high) {
  return std::isnan(low) ? "" : fmt::format("{:.2g}–{:.2g}", low, high);
}

void draw_headings(Page& page, double y, double width, const Leaderboard& board) {
  double x = name_width;
  for (const Leaderboard::Column& metric : board.metrics) {
    const auto dash = metric.name.find('-');
    const std::string arrow = metric.better == Better::lower ? " ↓" : metric.better == Better::higher ? " ↑" : "";
    const TextStyle style{.size = 4.8, .align = Align::centre};
    if (dash == std::string::npos) {
      page.text(x + width / 2, y + 4.6, metric.name + arrow, style);
    } else {
      page.text(x + width / 2, y + 2, metric.name.substr(0, dash + 1), style);
      page.text(x + width / 2, y + 4.6, metric.name.substr(dash + 1) + arrow, style);
    }
    x += width;
  }
  page.text(x + width / 2, y + 4.6, "ms / point", {.size = 4.8, .align = Align::centre});
}

void draw_cell(Page& page, const Box& cell, const Leaderboard& board, Index row, Index metric) {
  const bool ranked = !std::isnan(rank(board, row, metric));
  if (ranked) page.fill(cell, rank_colour(board, row, metric));
  const bool first = board.ties(row, metric) > 0;
  const std::string interval = interval_text(board.low(row, metric), board.high(row, metric));
  page.text(cell.centre(), interval.empty() ? cell.middle() : cell.top + 1.5, score_text(board.score(row, metric)),
            {.size = 6.8, .align = Align::centre, .colour = ranked ? black : dim, .bold = first});
  page.text(cell.centre(), cell.top + 3.4, interval, {.size = 4.6, .align = Align::centre, .colour = dim});
  if (board.metrics[static_cast<std::size_t>(metric)].best == row)
    page.outline({cell.left + 0.3, cell.top + 0.3, cell.width - 0.6, cell.height - 0.6}, {.width = 0.9});
}

}  // namespace

double rank(const Leaderboard& board, Index row, Index metric) {
  const Better better = board.metrics[static_cast<std::size_t>(metric)].better;
  if (better == Better::neither || std::isnan(board.score(row, metric))) return std::nan("");
  const auto gap = board.score.col(metric).array() - board.score(row, metric);
  return 1 + static_cast<double>(better == Better::lower ? (gap < 0).count() : (gap > 0).count());
}

Rgb rank_colour(const Leaderboard& board, Index row, Index metric) {
  const double of_row = rank(board, row, metric);
  if (std::isnan(of_row)) return white;
  const auto scored = static_cast<double>((board.score.col(metric).array() == board.score.col(metric).array()).count());
  const double share = scored > 1 ? (of_row - 1) / (scored - 1) : 0;
  const auto blend = [&](std::uint8_t from) {
    return static_cast<std::uint8_t>(std::lround(from + (255.0 - from) * std::sqrt(share)));
  };
  return {blend(0x66), blend(0xc2), blend(0xa5)};
}

double board_height(const Leaderboard& board) {
  return title_height + heading_height + row_height * static_cast<double>(board.methods.size());
}

void draw_board(Page& page, double top, const std::string& title, const Leaderboard& board) {
  const double width = (Page::width - edge - name_width) / static_cast<double>(board.metrics.size() + 1);
  page.text(edge, top + 3, title, {.size = 9, .bold = true});
  draw_headings(page, top + title_height, width, board);
  double y = top + title_height + heading_height;
  for (std::size_t m = 0; m < board.methods.size(); ++m) {
    const auto row = static_cast<Index>(m);
    const bool control = board.methods[m].control;
    page.text(name_width - 1.5, y + row_height / 2, board.methods[m].name,
              {.size = 7.5, .align = Align::right, .colour = control ? dim : black});
    if (!board.methods[m].missing.empty()) {
      page.text(name_width + 2, y + row_height / 2, board.methods[m].missing, {.size = 6, .colour = dim});
    } else {
      for (Index metric = 0; metric < board.score.cols(); ++metric)
        draw_cell(page, {name_width + static_cast<double>(metric) * width, y, width, row_height}, board, row, metric);
      page.text(Page::width - edge - width / 2, y + row_height / 2, score_text(1e3 * board.methods[m].seconds),
                {.size = 6.8, .align = Align::centre});
    }
    page.line(edge, y + row_height, Page::width - edge, y + row_height, {.colour = pale, .width = 0.2});
    y += row_height;
  }
}

std::string board_legend(const Leaderboard& board) {
  return fmt::format(
      "Colour: rank among the methods, dark is first (↓ lower, ↑ higher is better). Frame: the best; bold: not told "
      "from it. Small: {:.0f} % bootstrap interval over the points.",
      100 * board.confidence);
}

}  // namespace neon::plots
