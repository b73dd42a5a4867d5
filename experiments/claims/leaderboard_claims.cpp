#include <neon/compare/leaderboard_record.hpp>
#include <neon/compare/leaderboard_table.hpp>
#include <neon/core/error.hpp>

#include <fmt/ranges.h>

#include <cmath>

#include "experiments/claims/claims.hpp"
#include "experiments/leaderboard/schema.hpp"

namespace neon::claims {
namespace {

using schema::leaderboard::Board;

std::vector<Board> boards(const ResultReader& file) {
  std::vector<Board> found;
  for (const std::string_view dataset : schema::leaderboard::datasets)
    for (const std::string_view model : schema::leaderboard::models)
      if (const Board board{std::string(dataset), std::string(model)}; board.in(file)) found.push_back(board);
  require(!found.empty(), "{}: there should be a leaderboard in {}/", file.path().string(),
          schema::leaderboard::all_boards);
  return found;
}

std::string cell_text(const Leaderboard& board, Index row, Index m) {
  std::string text = score_text(board.score(row, m));
  if (std::isnan(board.low(row, m))) return text;
  return fmt::format("{} [{:.3g}, {:.3g}]{}", text, board.low(row, m), board.high(row, m),
                     board.ties(row, m) > 0 && board.metrics[static_cast<std::size_t>(m)].best != row ? " ~" : "");
}

DataTable board_table(const ResultReader& file, const Board& stored) {
  const Leaderboard board = read_leaderboard(file, stored.group);
  DataTable table{fmt::format("{}, {} k-means", stored.dataset, stored.model), {"method"}, {}};
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
      "{} points; model: {}, accuracy {:.3f}. In brackets the {:.0f} % bootstrap interval over the points; emphasised: "
      "the best (the random control left out), ~: not told from it. {}",
      board.points, stored.parameters.read(file), stored.accuracy.read(file), 100 * board.confidence,
      missing.empty() ? "" : fmt::format("n/a: {}.", fmt::join(missing, "; ")));
  return table;
}

/// What stands behind the columns and rows, once.
DataTable sources_table(const ResultReader& file) {
  const Leaderboard board = read_leaderboard(file, boards(file).front().group);
  DataTable table{"Metrics and methods: where they are from", {"name", "what", "source"}, {}, "", {0, 1, 2}};
  for (const Leaderboard::Column& metric : board.metrics)
    table.rows.push_back({metric.name, metric.description, metric.source});
  for (const Leaderboard::Method& method : board.methods) table.rows.push_back({method.name, "method", method.source});
  return table;
}

DataTable agreement_table(const ResultReader& file, const Board& stored) {
  const Leaderboard board = read_leaderboard(file, stored.group);
  DataTable table{fmt::format("Rank agreement between methods, {}, {} k-means", stored.dataset, stored.model),
                  {"method"},
                  {},
                  "Rank correlation of the relevances of a point, mean over the points."};
  for (const Leaderboard::Method& method : board.methods) table.header.push_back(method.name);
  for (std::size_t row = 0; row < board.methods.size(); ++row) {
    std::vector<std::string> cells{board.methods[row].name};
    for (Index other = 0; other < board.agreement.cols(); ++other) {
      const double value = board.agreement(static_cast<Index>(row), other);
      cells.push_back(std::isnan(value) ? "n/a" : fmt::format("{:.2f}", value));
    }
    table.rows.push_back(std::move(cells));
  }
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

/// NEON's score is better than the control's on every board.
Finding ahead_of_control(const ResultReader& file, const std::string& metric) {
  std::size_t ahead = 0;
  std::vector<std::string> behind;
  const std::vector<Board> all = boards(file);
  for (const Board& stored : all) {
    const Leaderboard board = read_leaderboard(file, stored.group);
    const Index m = column_of(board, metric);
    if (board.score(row_of(board, "NEON"), m) < board.score(row_of(board, "random"), m))
      ++ahead;
    else
      behind.push_back(fmt::format("{} {}", stored.dataset, stored.model));
  }
  return {fmt::format("{} of {}", ahead, all.size()), behind.empty(), fmt::format("{}", fmt::join(behind, ", "))};
}

}  // namespace

/// Every method under every metric. The paper prints nothing of it: the claims are laws of the metrics.
Experiment leaderboard_experiment() {
  const Tolerance exact{"exact", 0, 0};
  const auto control = [](const char* metric) {
    return [metric](const ResultReader& file, double) { return ahead_of_control(file, metric); };
  };
  return {"Leaderboard: every method under every metric",
          {
              {"deletion flipping: NEON before a random order, every data set and model", "every one", exact,
               control("deletion")},
              {"NEON depends on what the model has learnt (rank correlation with a random model below the control's 1)",
               "every one", exact, control("model-randomisation")},
          },
          [](const ResultReader& file) {
            std::vector<DataTable> tables;
            for (const Board& stored : boards(file)) tables.push_back(board_table(file, stored));
            tables.push_back(agreement_table(file, boards(file).front()));
            tables.push_back(agreement_table(file, boards(file).back()));
            tables.push_back(sources_table(file));
            tables.push_back(cost_table(file));
            return tables;
          }};
}

}  // namespace neon::claims
