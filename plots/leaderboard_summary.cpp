#include "plots/leaderboard_summary.hpp"

#include <neon/core/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "canvas/leaderboard_board.hpp"
#include "canvas/typesetting.hpp"

namespace neon::plots {
namespace {

constexpr double edge = 1, name_width = 24, rank_width = 11, between_metrics = 3, row_height = 5.2;
constexpr double title_height = 6, dataset_height = 5, model_size = 6.5, score_size = 6.5, point = 25.4 / 72;

Index metric_of(const NamedBoard& named, std::string_view name) {
  const auto& metrics = named.board.metrics;
  const auto found =
      std::find_if(metrics.begin(), metrics.end(), [&](const auto& metric) { return metric.name == name; });
  require(found != metrics.end(), "leaderboard of {}, {}: there should be a metric {}", named.dataset, named.model,
          name);
  return found - metrics.begin();
}

/// With as many of two decimals as the cell has room for.
std::string fitting_score(double score, double width) {
  for (int decimals = 2;; --decimals)
    if (std::string text = without_leading_zero(fmt::format("{:.{}f}", score, decimals));
        decimals == 0 || score_size * point * 1.1 * text_width(text) <= width)
      return text;
}

}  // namespace

LeaderboardSummary::LeaderboardSummary(const std::vector<NamedBoard>& boards, std::vector<ShownMetric> shown)
    : boards_(boards), shown_(std::move(shown)) {
  const auto& methods = boards.front().board.methods;
  for (const NamedBoard& named : boards)
    require(std::equal(methods.begin(), methods.end(), named.board.methods.begin(), named.board.methods.end(),
                       [](const auto& a, const auto& b) { return a.name == b.name; }),
            "leaderboard of {}, {}: its methods should be those of {}, {}", named.dataset, named.model,
            boards.front().dataset, boards.front().model);
  for (const NamedBoard& named : boards)
    model_height_ = std::max(model_height_, 3 + model_size * point * text_width(named.model));
  for (const ShownMetric& part : shown_)
    for (const NamedBoard& named : boards) columns_.push_back({&named, metric_of(named, part.metric)});
  width_ = (Page::width - edge - name_width - rank_width - between_metrics * static_cast<double>(shown_.size())) /
           static_cast<double>(columns_.size());

  const auto rows = static_cast<Index>(methods.size());
  mean_rank_ = Vector::Constant(rows, infinity);
  for (Index row = 0; row < rows; ++row) {
    double sum = 0, count = 0;
    for (const Column& column : columns_) {
      const double in_column = rank(column.named->board, row, column.metric);
      if (std::isnan(in_column)) continue;
      sum += in_column;
      count += 1;
    }
    if (count > 0) mean_rank_(row) = sum / count;
  }
  order_.resize(methods.size());
  std::iota(order_.begin(), order_.end(), 0);
  std::stable_sort(order_.begin(), order_.end(), [&](Index a, Index b) { return mean_rank_(a) < mean_rank_(b); });
}

double LeaderboardSummary::headings() const { return title_height + dataset_height + model_height_; }

double LeaderboardSummary::height() const { return headings() + row_height * static_cast<double>(order_.size()); }

double LeaderboardSummary::left_of(std::size_t column) const {
  const std::size_t metric = column / boards_.size();
  return name_width + rank_width + between_metrics * static_cast<double>(std::min(metric + 1, shown_.size())) +
         width_ * static_cast<double>(column);
}

void LeaderboardSummary::draw_headings(Page& page, double top) const {
  const double width = width_, models = top + title_height + dataset_height, bottom = top + headings();
  page.text(name_width + rank_width / 2, bottom - 6, "mean", {.size = 6.5, .align = Align::centre, .bold = true});
  page.text(name_width + rank_width / 2, bottom - 3, "rank", {.size = 6.5, .align = Align::centre, .bold = true});
  for (std::size_t metric = 0; metric < shown_.size(); ++metric) {
    const std::size_t first = metric * boards_.size();
    page.text(left_of(first), top + title_height / 2, shown_[metric].title, {.size = 8, .bold = true});
    for (std::size_t b = 0; b < boards_.size();) {
      std::size_t end = b;
      while (end < boards_.size() && boards_[end].dataset == boards_[b].dataset) ++end;
      const double left = left_of(first + b), right = left_of(first + end - 1) + width;
      page.text((left + right) / 2, top + title_height + dataset_height / 2, boards_[b].dataset,
                {.size = 7, .align = Align::centre});
      page.line(left + 0.5, models, right - 0.5, models, {.colour = dim, .width = 0.4});
      for (; b < end; ++b)
        page.text(left_of(first + b) + width / 2, bottom - 1, boards_[b].model, {.size = model_size, .upright = true});
    }
  }
}

void LeaderboardSummary::draw_row(Page& page, double top, Index row) const {
  const double width = width_, middle = top + row_height / 2;
  const Leaderboard::Method& method = boards_.front().board.methods[static_cast<std::size_t>(row)];
  page.text(name_width - 1.5, middle, method.name,
            {.size = 7.5, .align = Align::right, .colour = method.control ? dim : black});
  const double rank = mean_rank_(row);
  page.text(name_width + rank_width / 2, middle, rank < infinity ? fmt::format("{:.1f}", rank) : "–",
            {.size = 7.5, .align = Align::centre});
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    const auto& [named, metric] = columns_[c];
    const Leaderboard& board = named->board;
    const Box cell{left_of(c), top, width, row_height};
    const double score = board.score(row, metric);
    if (std::isnan(score)) {
      page.text(cell.centre(), middle, "–", {.size = 6.5, .align = Align::centre, .colour = dim});
      continue;
    }
    page.fill(cell, rank_colour(board, row, metric));
    page.text(cell.centre(), middle, fitting_score(score, width),
              {.size = score_size, .align = Align::centre, .bold = board.ties(row, metric) > 0});
    if (board.metrics[static_cast<std::size_t>(metric)].best == row)
      page.outline({cell.left + 0.3, cell.top + 0.3, cell.width - 0.6, cell.height - 0.6}, {.width = 0.9});
  }
}

void LeaderboardSummary::draw(Page& page, double top) const {
  draw_headings(page, top);
  top += headings();
  for (const Index row : order_) {
    page.line(edge, top, Page::width - edge, top, {.colour = pale, .width = 0.2});
    draw_row(page, top, row);
    top += row_height;
  }
}

}  // namespace neon::plots
