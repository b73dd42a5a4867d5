#pragma once
#include <neon/compare/leaderboard.hpp>
#include <neon/hdf5/hdf5.hpp>

namespace neon {

/// A leaderboard as a group of a result file; results/README.md lists what is in it.
void write_leaderboard(ResultWriter& writer, const std::string& group, const Leaderboard& board);

/// @throws Error naming the file and what is missing or of another shape
Leaderboard read_leaderboard(const ResultReader& reader, const std::string& group);

}  // namespace neon
