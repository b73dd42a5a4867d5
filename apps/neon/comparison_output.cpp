#include "apps/neon/comparison_output.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <sys/ioctl.h>

#include "canvas/leaderboard_board.hpp"
#include "canvas/render.hpp"

namespace neon::cli {
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
