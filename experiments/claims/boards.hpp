#pragma once
#include <neon/compare/leaderboard.hpp>

#include <string>

#include "experiments/claims/claims.hpp"

/// What the chapters about leaderboards have in common.
namespace neon::claims {

/// Methods by metrics, with bootstrap intervals, time, and the best in each column.
/// @param about the model and its points, a sentence or two of the note
DataTable board_table(const Leaderboard& board, const std::string& caption, const std::string& about);

/// What stands behind the columns and rows of boards, once.
DataTable sources_table(const Leaderboard& board);

/// @throws Error if the board has no such method, or metric
Index row_of(const Leaderboard& board, const std::string& method);
Index column_of(const Leaderboard& board, const std::string& metric);
double score_of(const Leaderboard& board, const std::string& method, const std::string& metric);

}  // namespace neon::claims
