#pragma once
#include <neon/compare/leaderboard.hpp>
#include <neon/explain/self_check.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace neon::cli {

/// The leaderboard as JSON; null where there is no score.
/// @param reading what was decided when the data were read
std::string comparison_json(const Leaderboard& board, const std::string& data, const std::string& model,
                            const std::vector<std::string>& reading, const SelfCheck& check);

/// The leaderboard as a picture.  @throws Error if gnuplot fails, or the file cannot be written
void draw_comparison(const Leaderboard& board, const std::string& data, const std::string& model,
                     const std::filesystem::path& file);

/// Columns of the terminal on standard output; 120 where it is none.
std::size_t terminal_width();

}  // namespace neon::cli
