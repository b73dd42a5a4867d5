#include "experiments/claims/boards.hpp"

#include <neon/compare/leaderboard_table.hpp>
#include <neon/core/error.hpp>

#include <fmt/ranges.h>

#include <cmath>

namespace neon::claims {
namespace {

std::string cell_text(const Leaderboard& board, Index row, Index m) {
  std::string text = score_text(board.score(row, m));
  if (std::isnan(board.low(row, m))) return text;
  return fmt::format("{} [{:.3g}, {:.3g}]{}", text, board.low(row, m), board.high(row, m),
                     board.ties(row, m) > 0 && board.metrics[static_cast<std::size_t>(m)].best != row ? " ~" : "");
}

}  // namespace

DataTable board_table(const Leaderboard& board, const std::string& caption, const std::string& about) {
  DataTable table{caption, {"method"}, {}};
  for (const Leaderboard::Column& metric : board.metrics)
    table.header.push_back(metric.name + (metric.better == Better::lower    ? " ↓"
                                          : metric.better == Better::higher ? " ↑"
                                                                            : ""));
  table.header.emplace_back("ms per point");
  std::vector<std::string> missing;
  for (std::size_t row = 0; row < board.methods.size(); ++row) {
    std::vector<std::string> cells{board.methods[row].name};
    for (Index m = 0; m < board.score.cols(); ++m) cells.push_back(cell_text(board, static_cast<Index>(row), m));
    cells.push_back(score_text(1e3 * board.methods[row].seconds));
    table.rows.push_back(std::move(cells));
    if (!board.methods[row].missing.empty())
      missing.push_back(fmt::format("{}: {}", board.methods[row].name, board.methods[row].missing));
  }
  for (std::size_t m = 0; m < board.metrics.size(); ++m)
    if (board.metrics[m].best >= 0) table.best.emplace(static_cast<std::size_t>(board.metrics[m].best), m + 1);
  table.note = fmt::format(
      "{} points; {} In brackets the {:.0f} % bootstrap interval over the points; emphasised: the best (the random "
      "control left out), ~: not told from it. {}",
      board.points, about, 100 * board.confidence,
      missing.empty() ? "" : fmt::format("n/a: {}.", fmt::join(missing, "; ")));
  return table;
}

DataTable sources_table(const Leaderboard& board) {
  DataTable table{"Metrics and methods: where they are from", {"name", "what", "source"}, {}, "", {0, 1, 2}};
  for (const Leaderboard::Column& metric : board.metrics)
    table.rows.push_back({metric.name, metric.description, metric.source});
  for (const Leaderboard::Method& method : board.methods) table.rows.push_back({method.name, "method", method.source});
  return table;
}

Index row_of(const Leaderboard& board, const std::string& method) {
  for (std::size_t row = 0; row < board.methods.size(); ++row)
    if (board.methods[row].name == method) return static_cast<Index>(row);
  throw Error(fmt::format("leaderboard: there should be a method {}", method));
}

Index column_of(const Leaderboard& board, const std::string& metric) {
  for (std::size_t m = 0; m < board.metrics.size(); ++m)
    if (board.metrics[m].name == metric) return static_cast<Index>(m);
  throw Error(fmt::format("leaderboard: there should be a metric {}", metric));
}

double score_of(const Leaderboard& board, const std::string& method, const std::string& metric) {
  return board.score(row_of(board, method), column_of(board, metric));
}

}  // namespace neon::claims
