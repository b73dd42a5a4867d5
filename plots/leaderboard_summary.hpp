#pragma once
#include <neon/compare/leaderboard.hpp>

#include <string>
#include <vector>

#include "plots/page.hpp"

namespace neon::plots {

struct NamedBoard {
  std::string dataset, model;
  double accuracy = 0;
  Leaderboard board;
};

/// All boards at a glance: methods in order of their mean rank, data sets and models side by side, under the two
/// metrics that take features away (deletion) and put them back (insertion).
/// @param boards one data set after the other
/// @throws Error if the boards have other methods, or lack one of the metrics
class LeaderboardSummary {
 public:
  explicit LeaderboardSummary(const std::vector<NamedBoard>& boards);

  double height() const;  ///< [mm]
  void draw(Page& page) const;

 private:
  struct Column {
    const NamedBoard* named;
    Index metric;
  };
  double left_of(std::size_t column) const;
  void draw_headings(Page& page) const;
  void draw_row(Page& page, double top, Index row) const;

  const std::vector<NamedBoard>& boards_;
  std::vector<Column> columns_;
  Vector mean_rank_;  ///< [methods] over the columns in which the method has a score; infinite where there is none
  Labels order_;      ///< rows of the boards, from the first
};

}  // namespace neon::plots
