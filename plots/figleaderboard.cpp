#include <neon/compare/leaderboard_record.hpp>
#include <neon/core/error.hpp>

#include <fmt/format.h>

#include "canvas/leaderboard_board.hpp"
#include "canvas/render.hpp"
#include "experiments/leaderboard/schema.hpp"
#include "plots/leaderboard_summary.hpp"
#include "plots/program.hpp"

namespace neon::plots {
namespace {

constexpr double between_boards = 5;
constexpr const char* conditions =
    " Root points inside [0, 1]^d; time on one core, root points included where a method uses them.";

/// Of one data set: none if it was left out.
std::vector<NamedBoard> read_boards(const ResultReader& reader, std::string_view dataset) {
  std::vector<NamedBoard> boards;
  for (const std::string_view model : schema::leaderboard::models) {
    const schema::leaderboard::Board stored{std::string(dataset), std::string(model)};
    if (!stored.in(reader)) continue;
    boards.push_back(
        {stored.dataset, stored.model, stored.accuracy.read(reader), read_leaderboard(reader, stored.group)});
  }
  return boards;
}

void draw_dataset(const std::vector<NamedBoard>& boards, const std::filesystem::path& folder) {
  double height = -between_boards;
  for (const NamedBoard& named : boards) height += board_height(named.board) + between_boards;
  Page page(height);
  double top = 0;
  for (const auto& [dataset, model, accuracy, board] : boards) {
    draw_board(page, top,
               fmt::format("{}, {} k-means ({} points, accuracy {:.3f})", dataset, model, board.points, accuracy),
               board);
    top += board_height(board) + between_boards;
  }
  const std::string& dataset = boards.front().dataset;
  page.set_caption("Every method under every metric, " + dataset + ". " + board_legend(boards.front().board) +
                   conditions);
  render(page, folder / ("figleaderboard-" + dataset));
}

void draw_summary(const std::vector<NamedBoard>& boards, const std::filesystem::path& folder) {
  const LeaderboardSummary summary(boards, {{"deletion", "deletion ↓: the most relevant go first"},
                                            {"insertion", "insertion ↑: the most relevant come first"}});
  Page page(summary.height());
  summary.draw(page);
  page.set_caption(
      "All methods, data sets and models at a glance: area under the evidence while features go to their root point "
      "(deletion) or come back from it (insertion), the most relevant first. Methods in order of their mean rank over "
      "the columns. Colour: rank in the column, dark is first. Frame: the best; bold: not told from it by the "
      "bootstrap over the points. The figures of the data sets have all metrics, with intervals.");
  render(page, folder / "figleaderboard");
}

void draw(const ResultReader& reader, const std::filesystem::path& folder) {
  std::vector<NamedBoard> all;
  for (const std::string_view dataset : schema::leaderboard::datasets) {
    const std::vector<NamedBoard> boards = read_boards(reader, dataset);
    if (boards.empty()) continue;
    draw_dataset(boards, folder);
    all.insert(all.end(), boards.begin(), boards.end());
  }
  require(!all.empty(), "{}: there should be a leaderboard in {}/", reader.path().string(),
          schema::leaderboard::all_boards);
  draw_summary(all, folder);
}

}  // namespace
}  // namespace neon::plots

int main(int argc, char** argv) {
  return neon::plots::run(
      {"figleaderboard", "Draws the leaderboard from the stored scores: a summary, and a page for every data set",
       "leaderboard", neon::plots::draw},
      argc, argv);
}
