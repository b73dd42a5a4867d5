#pragma once
#include <neon/compare/leaderboard.hpp>

#include <string>

namespace neon {

/// A score in three digits, "0.0703"; "n/a" for NaN.
std::string score_text(double score);

/// A score with the half width of its interval: "0.0703±0.0042".
std::string score_text(const Leaderboard& board, Index method, Index metric);

/// The leaderboard as text: one row per method, a column per metric and one of milliseconds per point; `*` marks the
/// best of a column, `~` those that cannot be told from it. Columns that do not fit stand in further blocks below.
/// Reasons for gaps follow.
/// @param width in characters; one metric is shown per block at least
std::string leaderboard_table(const Leaderboard& board, std::size_t width = 120);

}  // namespace neon
