#include <neon/clustering/distances.hpp>
#include <neon/core/error.hpp>
#include <neon/core/frame.hpp>
#include <neon/core/parallel.hpp>
#include <neon/embedding/nearest_neighbours.hpp>

#include <algorithm>
#include <tuple>
#include <utility>
#include <vector>

namespace neon {
namespace {

using Candidate = std::pair<double, std::int32_t>;

/// The k smallest of a row, itself left out, in no order. The threshold falls as better ones turn up, so that nearly
/// all of a long row costs one comparison each.
void select_nearest(const double* distance, Index n, Index self, std::size_t k, std::vector<Candidate>& kept) {
  kept.clear();
  const std::size_t room = 4 * k;
  double threshold = infinity;
  const auto shrink = [&] {
    std::nth_element(kept.begin(), kept.begin() + static_cast<std::ptrdiff_t>(k - 1), kept.end());
    kept.resize(k);
    threshold = kept.back().first;
  };
  for (Index j = 0; j < n; ++j) {
    if (distance[j] >= threshold || j == self) continue;
    kept.emplace_back(distance[j], static_cast<std::int32_t>(j));
    if (kept.size() == room) shrink();
  }
  shrink();
}

}  // namespace

Neighbours nearest_neighbours(const MatrixView& x, Index k) {
  const Index n = x.rows();
  require(k >= 0 && k < std::max<Index>(n, 1), "nearest_neighbours: k = {} should be between 0 and {}", k, n - 1);
  Neighbours result{{n, k}, {n, k}};
  if (k == 0) return result;

  // The product form of the distance selects only: the distances returned are computed from differences.
  const Matrix centred = x.rowwise() - column_means(x);
  parallel_blocks(n, 64, [&](Index first, Index last) {
    const Matrix distance = squared_distances(centred.middleRows(first, last - first), centred);
    std::vector<Candidate> kept;
    for (Index i = first; i < last; ++i) {
      select_nearest(distance.row(i - first).data(), n, i, static_cast<std::size_t>(k), kept);
      for (auto& [exact, j] : kept) exact = (x.row(i) - x.row(j)).squaredNorm();
      std::sort(kept.begin(), kept.end());
      for (Index rank = 0; rank < k; ++rank)
        std::tie(result.squared_distance(i, rank), result.index(i, rank)) = kept[static_cast<std::size_t>(rank)];
    }
  });
  return result;
}

}  // namespace neon
