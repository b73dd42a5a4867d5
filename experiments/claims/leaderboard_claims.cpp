#include <neon/compare/leaderboard_record.hpp>
#include <neon/core/error.hpp>

#include <fmt/ranges.h>

#include <cmath>

#include "experiments/claims/boards.hpp"
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

DataTable table_of(const ResultReader& file, const Board& stored) {
  return board_table(
      read_leaderboard(file, stored.group), fmt::format("{}, {} k-means", stored.dataset, stored.model),
      fmt::format("model: {}, accuracy {:.3f}.", stored.parameters.read(file), stored.accuracy.read(file)));
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

/// NEON's score is better than the control's on every board.
Finding ahead_of_control(const ResultReader& file, const std::string& metric) {
  std::size_t ahead = 0;
  std::vector<std::string> behind;
  const std::vector<Board> all = boards(file);
  for (const Board& stored : all) {
    const Leaderboard board = read_leaderboard(file, stored.group);
    if (score_of(board, "NEON", metric) < score_of(board, "random", metric))
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
            for (const Board& stored : boards(file)) tables.push_back(table_of(file, stored));
            tables.push_back(agreement_table(file, boards(file).front()));
            tables.push_back(agreement_table(file, boards(file).back()));
            tables.push_back(sources_table(read_leaderboard(file, boards(file).front().group)));
            tables.push_back(cost_table(file));
            return tables;
          }};
}

}  // namespace neon::claims
