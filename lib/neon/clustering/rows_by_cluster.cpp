#include <neon/clustering/rows_by_cluster.hpp>

#include <algorithm>
#include <numeric>

namespace neon {

RowsByCluster rows_by_cluster(const Labels& cluster) {
  const Index clusters = cluster.empty() ? 0 : *std::max_element(cluster.begin(), cluster.end()) + 1;
  RowsByCluster rows{Labels(cluster.size()), std::vector<Index>(static_cast<std::size_t>(clusters) + 1, 0)};
  for (const Index k : cluster) ++rows.begin[static_cast<std::size_t>(k) + 1];
  std::partial_sum(rows.begin.begin(), rows.begin.end(), rows.begin.begin());
  std::iota(rows.order.begin(), rows.order.end(), 0);
  std::stable_sort(rows.order.begin(), rows.order.end(), [&](Index i, Index j) {
    return cluster[static_cast<std::size_t>(i)] < cluster[static_cast<std::size_t>(j)];
  });
  return rows;
}

Labels cluster_of_rows(const std::vector<Index>& begin) {
  Labels cluster(begin.empty() ? 0 : static_cast<std::size_t>(begin.back()));
  for (std::size_t k = 0; k + 1 < begin.size(); ++k)
    std::fill(cluster.begin() + begin[k], cluster.begin() + begin[k + 1], static_cast<Index>(k));
  return cluster;
}

}  // namespace neon
