#include <neon/clustering/finite.hpp>
#include <neon/compare/comparison.hpp>
#include <neon/compare/leaderboard.hpp>
#include <neon/compare/score_columns.hpp>
#include <neon/core/error.hpp>
#include <neon/core/parallel.hpp>
#include <neon/metrics/rank_correlation.hpp>

#include <limits>
#include <set>

namespace neon {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

void check(const ComparedModel& model, const MatrixView& x, const std::vector<Contender>& contenders,
           const CompareOptions& options) {
  require(x.cols() == model.features, "compare: points of {} features should have the model's {}", x.cols(),
          model.features);
  require_finite(x, "compare");
  require(options.id.empty() || static_cast<Index>(options.id.size()) == x.rows(),
          "compare: {} numbers for {} points: there should be one each", options.id.size(), x.rows());
  require(options.resamples > 0, "compare: {} bootstrap samples should be at least 1", options.resamples);
  std::set<std::string> names;
  for (const Contender& contender : contenders) {
    require(names.insert(contender.name).second, "compare: two methods are called '{}': names should differ",
            contender.name);
    if (contender.prepare) continue;
    require(contender.relevance.rows() == x.rows() && contender.relevance.cols() == x.cols(),
            "{}: relevances [{}, {}] should be [{}, {}], one row per point", contender.origin,
            contender.relevance.rows(), contender.relevance.cols(), x.rows(), x.cols());
    require_finite(contender.relevance, contender.origin);
  }
}

Leaderboard empty_board(const std::vector<Contender>& contenders, const std::vector<Metric>& metrics) {
  Leaderboard board;
  for (const Contender& contender : contenders)
    board.methods.push_back({contender.name, contender.source, nan, {}, is_control(contender)});
  for (const Metric& metric : metrics)
    board.metrics.push_back({metric.name, metric.description, metric.source, metric.better});
  const auto rows = static_cast<Index>(contenders.size()), cols = static_cast<Index>(metrics.size());
  board.score = board.low = board.high = Matrix::Constant(rows, cols, nan);
  board.ties = Matrix::Zero(rows, cols);
  board.agreement = Matrix::Constant(rows, rows, nan);
  board.missing.assign(contenders.size(), std::vector<std::string>(metrics.size()));
  return board;
}

void score_entry(const Entry& entry, Index row, const std::vector<Metric>& metrics, Leaderboard& board,
                 ScoreColumns& columns) {
  for (std::size_t m = 0; m < metrics.size(); ++m) {
    std::string& missing = board.missing[static_cast<std::size_t>(row)][m];
    missing = entry.inapplicable(metrics[m]);
    if (!missing.empty()) continue;
    try {
      columns.append(row, static_cast<Index>(m), entry.scores(metrics[m]));
    } catch (const Error& error) {
      missing = error.what();
    }
  }
}

/// Mean over the points of the rank correlations between the methods that answered.
/// @param relevance [n, d] of each of them  @param rows where they stand on the board
void correlate(const std::vector<Matrix>& relevance, const Labels& rows, Leaderboard& board) {
  const auto count = static_cast<Index>(relevance.size());
  constexpr Index block = 16;
  std::vector<Matrix> sums(static_cast<std::size_t>((board.points + block - 1) / block), Matrix::Zero(count, count));
  parallel_blocks(board.points, block, [&](Index first, Index last) {
    for (Index n = first; n < last; ++n) {
      Matrix said(count, relevance.front().cols());
      for (Index m = 0; m < count; ++m) said.row(m) = relevance[static_cast<std::size_t>(m)].row(n);
      sums[static_cast<std::size_t>(first / block)] += rank_correlations(said);
    }
  });
  Matrix total = Matrix::Zero(count, count);
  for (const Matrix& sum : sums) total += sum;
  board.agreement(rows, rows) = total / static_cast<double>(board.points);
}

}  // namespace

Leaderboard compare(const ComparedModel& model, const MatrixView& x, const std::vector<Contender>& contenders,
                    const CompareOptions& options) {
  check(model, x, contenders, options);
  const Comparison comparison(model, x, options);
  Leaderboard board = empty_board(contenders, options.metrics);
  board.points = comparison.set.points;
  board.left_out = x.rows() - board.points;

  ScoreColumns columns(board.points);
  std::vector<Matrix> relevance;
  Labels answered;
  const auto count = static_cast<Index>(contenders.size());
  for (Index row = 0; row < count; ++row) {
    Leaderboard::Method& method = board.methods[static_cast<std::size_t>(row)];
    try {
      const Entry entry(contenders[static_cast<std::size_t>(row)], comparison);
      method.seconds = entry.seconds();
      score_entry(entry, row, options.metrics, board, columns);
      relevance.push_back(entry.relevance());
      answered.push_back(row);
    } catch (const Error& error) {
      method.missing = error.what();
    }
    if (options.progress) options.progress(row + 1, count);
  }
  columns.summarise(board, options.resamples, options.seed);
  if (!answered.empty()) correlate(relevance, answered, board);
  return board;
}

Leaderboard compare(const ClusterModel& model, const MatrixView& x, const std::vector<Contender>& contenders,
                    const CompareOptions& options) {
  return compare(compared_model(model), x, contenders, options);
}

}  // namespace neon
