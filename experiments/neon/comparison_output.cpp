#include "experiments/neon/comparison_output.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cmath>
#include <sys/ioctl.h>

#include "experiments/neon/check_json.hpp"
#include "plots/leaderboard_board.hpp"
#include "plots/render.hpp"

namespace neon::cli {
namespace {

/// null where there is no score.
Json score_of(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json scores_of(const Leaderboard& board, Index row) {
  Json scores = Json::object();
  for (std::size_t m = 0; m < board.metrics.size(); ++m) {
    const auto column = static_cast<Index>(m);
    Json& score = scores[board.metrics[m].name];
    score = {{"score", score_of(board.score(row, column))},
             {"low", score_of(board.low(row, column))},
             {"high", score_of(board.high(row, column))},
             {"best", board.metrics[m].best == row},
             {"not_told_from_best", board.ties(row, column) > 0}};
    const std::string& missing = board.missing[static_cast<std::size_t>(row)][m];
    if (!missing.empty()) score["missing"] = missing;
  }
  return scores;
}

}  // namespace

std::string comparison_json(const Leaderboard& board, const std::string& data, const std::string& model,
                            const std::vector<std::string>& reading, const SelfCheck& check) {
  Json result{{"data", data},
              {"model", model},
              {"reading", reading},
              {"points", board.points},
              {"without_positive_evidence", board.left_out},
              {"confidence", board.confidence},
              {"check", check_json(check)}};
  Json& metrics = result["metrics"] = Json::array();
  for (const Leaderboard::Column& metric : board.metrics)
    metrics.push_back({{"name", metric.name},
                       {"description", metric.description},
                       {"source", metric.source},
                       {"better", metric.better == Better::lower    ? "lower"
                                  : metric.better == Better::higher ? "higher"
                                                                    : "neither"}});
  Json& methods = result["methods"] = Json::array();
  for (std::size_t m = 0; m < board.methods.size(); ++m) {
    const auto row = static_cast<Index>(m);
    Json method{{"name", board.methods[m].name},
                {"source", board.methods[m].source},
                {"seconds_per_point", score_of(board.methods[m].seconds)},
                {"scores", scores_of(board, row)}};
    if (!board.methods[m].missing.empty()) method["missing"] = board.methods[m].missing;
    Json& agreement = method["rank_agreement"] = Json::object();
    for (std::size_t other = 0; other < board.methods.size(); ++other)
      agreement[board.methods[other].name] = score_of(board.agreement(row, static_cast<Index>(other)));
    methods.push_back(std::move(method));
  }
  return result.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

void draw_comparison(const Leaderboard& board, const std::string& data, const std::string& model,
                     const std::filesystem::path& file) {
  plots::Page page(plots::board_height(board));
  plots::draw_board(page, 0, fmt::format("{}, {} ({} points)", data, model, board.points), board);
  page.set_caption(plots::board_legend(board));
  plots::render_file(page, file);
}

std::size_t terminal_width() {
  constexpr std::size_t otherwise = 120;
  winsize size{};
  if (isatty(STDOUT_FILENO) == 0 || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return otherwise;
  return size.ws_col;
}

}  // namespace neon::cli
