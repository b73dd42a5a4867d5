#include <neon/compare/leaderboard_table.hpp>
#include <neon/core/error.hpp>

#include <algorithm>
#include <cmath>
#include <map>

namespace neon {
namespace {

/// One column of text: two lines of heading, then a cell per method.
struct TextColumn {
  std::string heading, subheading;
  std::vector<std::string> cells;
};

/// Characters of UTF-8 text.
std::size_t length(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

std::size_t width_of(const TextColumn& column) {
  std::size_t width = std::max(length(column.heading), length(column.subheading));
  for (const std::string& cell : column.cells) width = std::max(width, length(cell));
  return width;
}

TextColumn metric_column(const Leaderboard& board, Index m) {
  const Leaderboard::Column& metric = board.metrics[static_cast<std::size_t>(m)];
  const auto dash = metric.name.find('-');
  const bool split = dash != std::string::npos;
  TextColumn column{
      split ? metric.name.substr(0, dash + 1) + "   " : "", split ? metric.name.substr(dash + 1) : metric.name, {}};
  column.subheading += metric.better == Better::lower ? " v " : metric.better == Better::higher ? " ^ " : "   ";
  for (Index row = 0; row < board.score.rows(); ++row) {
    const char* mark = row == metric.best ? " *" : board.ties(row, m) > 0 ? " ~" : "  ";
    column.cells.push_back(fmt::format("{}{}", score_text(board, row, m), mark));
  }
  return column;
}

TextColumn time_column(const Leaderboard& board) {
  TextColumn column{"ms per", "point", {}};
  for (const auto& method : board.methods) column.cells.push_back(score_text(1e3 * method.seconds));
  return column;
}

std::string block_of(const std::vector<std::string>& names, std::size_t name_width,
                     const std::vector<TextColumn>& columns) {
  std::string top = fmt::format("{:{}}", "", name_width), bottom = top;
  for (const TextColumn& column : columns) {
    top += fmt::format("  {:>{}}", column.heading, width_of(column));
    bottom += fmt::format("  {:>{}}", column.subheading, width_of(column));
  }
  std::string text = fmt::format("{}\n{}\n", top, bottom);
  for (std::size_t row = 0; row < names.size(); ++row) {
    text += fmt::format("{:<{}}", names[row], name_width);
    for (const TextColumn& column : columns) text += fmt::format("  {:>{}}", column.cells[row], width_of(column));
    text += "\n";
  }
  return text;
}

/// Every reason once, with those it concerns.
std::string gaps(const Leaderboard& board) {
  std::map<std::string, std::string> concerned;
  const auto note = [&](const std::string& reason, const std::string& what) {
    std::string& list = concerned[reason];
    if (!reason.empty()) list += fmt::format("{}{}", list.empty() ? "" : ", ", what);
  };
  for (std::size_t row = 0; row < board.methods.size(); ++row) {
    note(board.methods[row].missing, board.methods[row].name);
    for (std::size_t m = 0; m < board.metrics.size(); ++m)
      note(board.missing[row][m], fmt::format("{} {}", board.methods[row].name, board.metrics[m].name));
  }
  concerned.erase("");
  std::string text;
  for (const auto& [reason, list] : concerned) text += fmt::format("n/a  {}: {}\n", list, reason);
  return text;
}

}  // namespace

std::string score_text(double score) { return std::isnan(score) ? "n/a" : fmt::format("{:.3g}", score); }

std::string score_text(const Leaderboard& board, Index method, Index metric) {
  const double half = (board.high(method, metric) - board.low(method, metric)) / 2;
  const std::string text = score_text(board.score(method, metric));
  return std::isnan(half) ? text : fmt::format("{}±{:.2g}", text, half);
}

std::string leaderboard_table(const Leaderboard& board, std::size_t width) {
  std::vector<std::string> names;
  std::size_t name_width = 0;
  for (const auto& method : board.methods) {
    names.push_back(method.name);
    name_width = std::max(name_width, length(method.name));
  }
  std::vector<TextColumn> columns;
  for (Index m = 0; m < board.score.cols(); ++m) columns.push_back(metric_column(board, m));
  columns.push_back(time_column(board));

  std::string text;
  for (std::size_t first = 0; first < columns.size();) {
    std::size_t last = first, used = name_width;
    while (last < columns.size() && (last == first || used + 2 + width_of(columns[last]) <= width))
      used += 2 + width_of(columns[last++]);
    if (first > 0) text += '\n';
    text += block_of(
        names, name_width,
        {columns.begin() + static_cast<std::ptrdiff_t>(first), columns.begin() + static_cast<std::ptrdiff_t>(last)});
    first = last;
  }
  text += fmt::format(
      "{} points; ± half the {:.0f} % bootstrap interval; * best (v: lowest, ^: highest), ~ not told from the best\n",
      board.points, 100 * board.confidence);
  return text + gaps(board);
}

}  // namespace neon
