#include <neon/compare/leaderboard_record.hpp>
#include <neon/core/error.hpp>

#include <fmt/format.h>

#include "plots/leaderboard_board.hpp"
#include "plots/program.hpp"
#include "plots/render.hpp"

namespace neon::plots {
namespace {

constexpr double between_boards = 7;

struct NamedBoard {
  std::string title;
  Leaderboard board;
};

std::vector<NamedBoard> read_boards(const ResultReader& reader) {
  std::vector<NamedBoard> boards;
  for (const std::string& dataset : std::vector<std::string>{"wine", "mnist", "fashion-mnist"})
    for (const std::string& model : std::vector<std::string>{"standard", "kernel", "deep"}) {
      const std::string group = "boards/" + dataset + "/" + model;
      if (!reader.has(group)) continue;
      Leaderboard board = read_leaderboard(reader, group);
      const std::string title = fmt::format("{}, {} k-means ({} points, accuracy {:.3f})", dataset, model, board.points,
                                            reader.number(group, "accuracy"));
      boards.push_back({title, std::move(board)});
    }
  require(!boards.empty(), "{}: there should be a leaderboard in boards/", reader.path().string());
  return boards;
}

void draw(const ResultReader& reader, const std::filesystem::path& folder) {
  const std::vector<NamedBoard> boards = read_boards(reader);
  double height = 0;
  for (const NamedBoard& named : boards) height += board_height(named.board) + between_boards;
  Page page(height);
  double top = 0;
  for (const NamedBoard& named : boards) {
    draw_board(page, top, named.title, named.board);
    top += board_height(named.board) + between_boards;
  }
  page.set_caption("Every method under every metric. " + board_legend(boards.front().board) +
                   " Root points inside [0, 1]^d; time on one core, root points included where a method uses them.");
  render(page, folder / "figleaderboard");
}

}  // namespace
}  // namespace neon::plots

int main(int argc, char** argv) {
  return neon::plots::run(
      {"figleaderboard", "Draws the leaderboard from the stored scores", "leaderboard", neon::plots::draw}, argc, argv);
}
