#include "apps/neon/class_counts.hpp"

#include <algorithm>

namespace neon::cli {

void ClassCounts::add(Index cluster, Index label) {
  if (too_many()) return;
  const auto [found, is_new] = class_of_.try_emplace(label, labels_.size());
  if (is_new) labels_.push_back(label);
  Cluster& here = clusters_[static_cast<std::size_t>(cluster)];
  const std::size_t its = found->second;
  if (its >= here.count.size()) here.count.resize(its + 1, 0);
  ++here.points;
  if (++here.count[its] > here.count[here.leading]) here.leading = its;
}

Index ClassCounts::count(Index cluster, Index label) const {
  const auto found = class_of_.find(label);
  if (found == class_of_.end() || found->second >= at(cluster).count.size()) return 0;
  return at(cluster).count[found->second];
}

Index ClassCounts::most_frequent(Index cluster) const {
  const std::vector<Index>& count = at(cluster).count;
  return labels_[static_cast<std::size_t>(std::max_element(count.begin(), count.end()) - count.begin())];
}

Index ClassCounts::odd_points() const {
  Index odd = 0;
  for (const Cluster& cluster : clusters_)
    if (cluster.points > 0) odd += cluster.points - cluster.count[cluster.leading];
  return odd;
}

Contingency ClassCounts::table() const {
  Contingency table = Contingency::Zero(static_cast<Index>(clusters_.size()), static_cast<Index>(labels_.size()));
  for (Index k = 0; k < table.rows(); ++k)
    for (std::size_t its = 0; its < at(k).count.size(); ++its) table(k, static_cast<Index>(its)) = at(k).count[its];
  return table;
}

bool ClassCounts::may_be_odd(Index cluster, Index label, Index n) const {
  if (too_many()) return false;
  const Cluster& here = at(cluster);
  if (here.points / 2 < n) return true;
  return n > 0 && label != labels_[here.leading] && here.points - here.count[here.leading] < n;
}

}  // namespace neon::cli
