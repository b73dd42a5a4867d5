#include <neon/clustering/different_points.hpp>
#include <neon/core/error.hpp>

#include <algorithm>
#include <numeric>

namespace neon {
namespace {

constexpr double direction_rounding = 0x1p-94;  // squared: some units in the last place of a unit vector

/// Rows that are the same as none before; `same` compares two rows.
template <class Same>
Index count_different(const MatrixView& x, Index most, const Same& same) {
  std::vector<Index> found;
  for (Index n = 0; n < x.rows() && static_cast<Index>(found.size()) < most; ++n)
    if (std::none_of(found.begin(), found.end(), [&](Index before) { return same(x.row(before), x.row(n)); }))
      found.push_back(n);
  return static_cast<Index>(found.size());
}

template <class A, class B>
bool equal(const A& a, const B& b) {
  return std::equal(a.data(), a.data() + a.size(), b.data());
}

/// The rows of each cluster in the order of their numbers.
Matrix sorted_within(const MatrixView& points, const std::vector<Index>& begin) {
  std::vector<Index> order(static_cast<std::size_t>(points.rows()));
  std::iota(order.begin(), order.end(), 0);
  for (std::size_t k = 0; k + 1 < begin.size(); ++k)
    std::sort(order.begin() + begin[k], order.begin() + begin[k + 1], [&](Index i, Index j) {
      const auto a = points.row(i), b = points.row(j);
      return std::lexicographical_compare(a.data(), a.data() + a.size(), b.data(), b.data() + b.size());
    });
  return points(order, Eigen::all);
}

}  // namespace

Index different_points(const MatrixView& x, Index most) {
  return count_different(x, most, [](const auto& a, const auto& b) { return equal(a, b); });
}

Index different_directions(const MatrixView& unit, Index most) {
  return count_different(unit, most,
                         [](const auto& a, const auto& b) { return (a - b).squaredNorm() <= direction_rounding; });
}

void require_different(Index clusters, Index different, std::string_view where, std::string_view what) {
  require(clusters <= different, "{}: {} clusters should be at most {}, the number of different {}{}", where, clusters,
          different, what, different == 1 ? ": they are all equal" : "");
}

void require_distinct_clusters(const MatrixView& prototypes, std::string_view where, std::string_view what) {
  std::vector<Index> one_each(static_cast<std::size_t>(prototypes.rows()) + 1);
  std::iota(one_each.begin(), one_each.end(), 0);
  require_distinct_clusters(prototypes, one_each, where, what);
}

void require_distinct_clusters(const MatrixView& points, const std::vector<Index>& begin, std::string_view where,
                               std::string_view what) {
  const Matrix sorted = sorted_within(points, begin);
  for (std::size_t k = 1; k + 1 < begin.size(); ++k)
    for (std::size_t other = 0; other < k; ++other) {
      const Index size = begin[k + 1] - begin[k];
      require(size != begin[other + 1] - begin[other] ||
                  !equal(sorted.middleRows(begin[k], size), sorted.middleRows(begin[other], size)),
              "{}: the clusters {} and {} have the same {}, should differ: one of them is enough", where, other, k,
              what);
    }
}

}  // namespace neon
