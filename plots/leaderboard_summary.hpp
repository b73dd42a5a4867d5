#pragma once
#include <neon/compare/leaderboard.hpp>

#include <string>
#include <vector>

#include "canvas/page.hpp"

namespace neon::plots {

/// A metric of the boards, under a heading.
struct ShownMetric {
  std::string metric, title;
};

struct NamedBoard {
  std::string dataset, model;
  double accuracy = 0;
  Leaderboard board;
};

/// Boards at a glance: methods in order of their mean rank, data sets and models side by side, under each of some
/// metrics.
/// @param boards at least one, one data set after the other; should outlive the summary
/// @throws Error if the boards have other methods, or lack one of the metrics
class LeaderboardSummary {
 public:
  LeaderboardSummary(const std::vector<NamedBoard>& boards, std::vector<ShownMetric> shown);

  double height() const;  ///< [mm]
  void draw(Page& page, double top = 0) const;

 private:
  struct Column {
    const NamedBoard* named;
    Index metric;
  };
  double left_of(std::size_t column) const;
  double headings() const;  ///< height of theirs
  void draw_headings(Page& page, double top) const;
  void draw_row(Page& page, double top, Index row) const;

  const std::vector<NamedBoard>& boards_;
  std::vector<ShownMetric> shown_;
  double model_height_ = 0;  ///< of the models' names, upright
  double width_ = 0;         ///< of a column
  std::vector<Column> columns_;
  Vector mean_rank_;  ///< [methods] over the columns in which the method has a score; infinite where there is none
  Labels order_;      ///< rows of the boards, from the first
};

}  // namespace neon::plots
