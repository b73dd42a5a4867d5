#include "apps/neon/summary.hpp"

#include <neon/core/error.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace neon::cli {

namespace {

/// Of explanations that have none nothing.
double constant_of(const Explanation& why, Index row) { return why.constant.size() > 0 ? why.constant(row) : 0; }

}  // namespace

PointSummary point_of(const ExplainedBlock& block, Index row) {
  const auto at = static_cast<std::size_t>(row);
  PointSummary point{block.row.empty() ? block.first + row : block.row[at],
                     block.assigned[at],
                     block.explained[at],
                     block.why.logit(row),
                     block.probability(row),
                     block.x.row(row),
                     block.why.relevance.row(row)};
  if (!block.label.empty()) point.label = block.label[at];
  point.constant = constant_of(block.why, row);
  return point;
}

Summary::Summary(Index clusters, Index features, PointChoice choice)
    : choice_(std::move(choice)),
      sums_(static_cast<std::size_t>(clusters), {.relevance = Eigen::RowVectorXd::Zero(features)}),
      best_(static_cast<std::size_t>(clusters)),
      classes_(clusters) {
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

void Summary::add_classes(const ExplainedBlock& block) {
  for (std::size_t n = 0; n < block.label.size(); ++n) {
    const Index cluster = block.assigned[n], label = block.label[n];
    if (choice_.odd && classes_.may_be_odd(cluster, label, choice_.first))
      picked_.push_back(point_of(block, static_cast<Index>(n)));
    classes_.add(cluster, label);
  }
}

std::vector<PointSummary> Summary::odd_points() const {
  require(!classes_.too_many(), "--odd: more than {} different labels are no classes", most_classes);
  std::vector<PointSummary> odd;
  for (const PointSummary& point : picked_)
    if (static_cast<Index>(odd.size()) < choice_.first && classes_.odd(point.assigned, point.label.value()))
      odd.push_back(point);
  return odd;
}

void Summary::add(const ExplainedBlock& block) {
  add_classes(block);
  const auto rows = static_cast<Index>(block.assigned.size());
  for (Index row = 0; row < rows; ++row) {
    ClusterSummary& cluster = sums_[static_cast<std::size_t>(block.assigned[static_cast<std::size_t>(row)])];
    ++cluster.size;
    cluster.logit += block.why.logit(row);
    cluster.probability += block.probability(row);
    cluster.constant += constant_of(block.why, row);
    cluster.relevance += block.why.relevance.row(row);
    if (choice_.top > 0) offer(block, row);
  }
  points_ += rows;
  differ_ += block.differ;
  if (choice_.top > 0 || choice_.odd) return;
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
    cluster.constant /= size;
    cluster.relevance /= size;
  }
  return result;
}

std::vector<PointSummary> Summary::chosen() const {
  for (const Index point : choice_.points)
    require(point >= 0 && point < points_, "--points: {} should be in [0, {})", point, points_);
  if (choice_.odd) return odd_points();
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
