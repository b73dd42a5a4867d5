#include <neon/compare/bootstrap.hpp>
#include <neon/compare/score_columns.hpp>
#include <neon/core/error.hpp>

namespace neon {

void ScoreColumns::append(Index method, Index metric, PointScores scores) {
  require(scores.numerator.size() == points_ && scores.numerator.allFinite(), "{} scores should be {}, and finite",
          scores.numerator.size(), points_);
  if (scores.denominator.size() == 0) scores.denominator = Vector::Ones(points_);
  score(scores);
  columns_.push_back({method, metric, std::move(scores)});
}

void ScoreColumns::summarise(Leaderboard& board, Index resamples, std::uint64_t seed) const {
  const auto count = static_cast<Index>(columns_.size());
  if (count == 0) return;
  Matrix numerator(points_, count), denominator(points_, count);
  for (Index i = 0; i < count; ++i) {
    numerator.col(i) = columns_[static_cast<std::size_t>(i)].scores.numerator;
    denominator.col(i) = columns_[static_cast<std::size_t>(i)].scores.denominator;
  }
  const Matrix samples = bootstrap_ratios(numerator, denominator, resamples, seed);
  for (Index i = 0; i < count; ++i) {
    const Column& column = columns_[static_cast<std::size_t>(i)];
    board.score(column.method, column.metric) = score(column.scores);
    if (!samples.col(i).allFinite()) continue;  // a sample of points whose denominators sum to 0: no interval
    const Interval interval = central_interval(samples.col(i), board.confidence);
    board.low(column.method, column.metric) = interval.low;
    board.high(column.method, column.metric) = interval.high;
  }
  for (Index metric = 0; metric < board.score.cols(); ++metric) find_best(board, metric, samples);
}

void ScoreColumns::find_best(Leaderboard& board, Index metric, const Matrix& samples) const {
  Leaderboard::Column& head = board.metrics[static_cast<std::size_t>(metric)];
  if (head.better == Better::neither) return;
  const double sign = head.better == Better::lower ? 1 : -1;
  Labels competing;
  Index best = -1;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const Index row = columns_[i].method;
    if (columns_[i].metric != metric || board.methods[static_cast<std::size_t>(row)].control) continue;
    competing.push_back(static_cast<Index>(i));
    if (head.best < 0 || sign * board.score(row, metric) < sign * board.score(head.best, metric)) {
      best = static_cast<Index>(i);
      head.best = row;
    }
  }
  for (const Index i : competing) {
    const Vector difference = samples.col(i) - samples.col(best);
    if (!difference.allFinite()) continue;
    const Interval gap = central_interval(difference, board.confidence);
    if (gap.low <= 0 && gap.high >= 0) board.ties(columns_[static_cast<std::size_t>(i)].method, metric) = 1;
  }
}

}  // namespace neon
