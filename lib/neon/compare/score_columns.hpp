#pragma once
#include <neon/compare/leaderboard.hpp>

#include <vector>

namespace neon {

/// The scores that there are: one column of per-point numerators and denominators per (method, metric).
class ScoreColumns {
 public:
  explicit ScoreColumns(Index points) : points_(points) {}

  /// @throws Error if there is not one finite score per point, or none in all (score)
  void append(Index method, Index metric, PointScores scores);

  /// Fills in score, interval, best and ties of the board, from one bootstrap of all columns.
  void summarise(Leaderboard& board, Index resamples, std::uint64_t seed) const;

 private:
  struct Column {
    Index method, metric;
    PointScores scores;
  };
  void find_best(Leaderboard& board, Index metric, const Matrix& samples) const;

  Index points_;
  std::vector<Column> columns_;
};

}  // namespace neon
