#pragma once
#include <neon/compare/leaderboard.hpp>

#include <string>

#include "canvas/page.hpp"

namespace neon::plots {

/// A leaderboard as a heat table: one row per method, one column per metric; colour: rank among the methods (dark:
/// first); bold, with a frame: the best and those that cannot be told from it; below the score its interval.
void draw_board(Page& page, double top, const std::string& title, const Leaderboard& board);

/// 1 for the best score of a metric, methods with the same score sharing one; NaN where there is no score or no order.
double rank(const Leaderboard& board, Index row, Index metric);

/// Green for the first, white for the last and where there is no rank.
Rgb rank_colour(const Leaderboard& board, Index row, Index metric);

/// How high that is, in mm.
double board_height(const Leaderboard& board);

/// What the colours and marks mean, for captions.
std::string board_legend(const Leaderboard& board);

}  // namespace neon::plots
