#include "experiments/neon/summary.hpp"

#include <neon/core/error.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace neon::cli {
namespace {

PointSummary point_of(const ExplainedBlock& block, Index row) {
  const auto at = static_cast<std::size_t>(row);
  return {block.first + row,      block.assigned[at], block.explained[at],         block.why.logit(row),
          block.probability(row), block.x.row(row),   block.why.relevance.row(row)};
}

}  // namespace

Summary::Summary(Index clusters, Index features, PointChoice choice)
    : choice_(std::move(choice)),
      sums_(static_cast<std::size_t>(clusters), {.relevance = Eigen::RowVectorXd::Zero(features)}),
      best_(static_cast<std::size_t>(clusters)) {
  std::sort(choice_.points.begin(), choice_.points.end());
  choice_.points.erase(std::unique(choice_.points.begin(), choice_.points.end()), choice_.points.end());
}

void Summary::offer(const ExplainedBlock& block, Index row) {
  std::vector<PointSummary>& best = best_[static_cast<std::size_t>(block.assigned[static_cast<std::size_t>(row)])];
  const double logit = block.why.logit(row);
  if (static_cast<Index>(best.size()) == choice_.top && logit <= best.back().logit) return;
  const auto place =
      std::find_if(best.begin(), best.end(), [logit](const PointSummary& other) { return other.logit < logit; });
  best.insert(place, point_of(block, row));
  if (static_cast<Index>(best.size()) > choice_.top) best.pop_back();
}

void Summary::add(const ExplainedBlock& block) {
  const auto rows = static_cast<Index>(block.assigned.size());
  for (Index row = 0; row < rows; ++row) {
    ClusterSummary& cluster = sums_[static_cast<std::size_t>(block.assigned[static_cast<std::size_t>(row)])];
    ++cluster.size;
    cluster.logit += block.why.logit(row);
    cluster.probability += block.probability(row);
    cluster.relevance += block.why.relevance.row(row);
    if (choice_.top > 0) offer(block, row);
  }
  points_ += rows;
  if (choice_.top > 0) return;
  if (choice_.points.empty())
    for (Index row = 0; row < rows && static_cast<Index>(picked_.size()) < choice_.first; ++row)
      picked_.push_back(point_of(block, row));
  for (const Index point : choice_.points)
    if (point >= block.first && point < block.first + rows) picked_.push_back(point_of(block, point - block.first));
}

std::vector<ClusterSummary> Summary::clusters() const {
  std::vector<ClusterSummary> result = sums_;
  for (ClusterSummary& cluster : result) {
    const auto size = static_cast<double>(std::max<Index>(cluster.size, 1));
    cluster.logit /= size;
    cluster.probability /= size;
    cluster.relevance /= size;
  }
  return result;
}

std::vector<PointSummary> Summary::chosen() const {
  for (const Index point : choice_.points)
    require(point >= 0 && point < points_, "--points: {} should be in [0, {})", point, points_);
  if (choice_.top == 0) return picked_;
  std::vector<PointSummary> result;
  for (const auto& best : best_) result.insert(result.end(), best.begin(), best.end());
  return result;
}

std::vector<Index> strongest(const Eigen::RowVectorXd& relevance, Index count) {
  std::vector<Index> order(static_cast<std::size_t>(relevance.size()));
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [&](Index a, Index b) { return std::abs(relevance(a)) > std::abs(relevance(b)); });
  order.resize(std::min(order.size(), static_cast<std::size_t>(std::max<Index>(count, 0))));
  return order;
}

}  // namespace neon::cli
