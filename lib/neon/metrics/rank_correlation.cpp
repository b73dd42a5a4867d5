#include <neon/core/error.hpp>
#include <neon/metrics/rank_correlation.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace neon {
namespace {

/// Ranks around their mean, of length 1; 0 where they are all alike.
Vector unit_ranks(const Vector& values) {
  Vector rank = ranks(values).array() - (static_cast<double>(values.size()) + 1) / 2;
  const double length = rank.norm();
  if (length > 0) rank /= length;
  return rank;
}

double correlation(const Vector& a, const Vector& b) {
  if (a.isZero(0) && b.isZero(0)) return 1;
  return std::clamp(a.dot(b), -1.0, 1.0);
}

}  // namespace

Vector ranks(const Vector& values) {
  const Index d = values.size();
  for (Index i = 0; i < d; ++i)
    require(std::isfinite(values[i]), "ranks: value {} at {} should be finite", values[i], i);
  std::vector<Index> order(static_cast<std::size_t>(d));
  std::iota(order.begin(), order.end(), Index{0});
  std::sort(order.begin(), order.end(), [&](Index a, Index b) { return values[a] < values[b]; });
  Vector rank(d);
  for (Index first = 0; first < d;) {
    const auto at = [&](Index i) { return order[static_cast<std::size_t>(i)]; };
    Index last = first + 1;
    while (last < d && values[at(last)] == values[at(first)]) ++last;
    for (Index i = first; i < last; ++i) rank[at(i)] = static_cast<double>(first + last + 1) / 2;
    first = last;
  }
  return rank;
}

double rank_correlation(const Vector& a, const Vector& b) {
  require(a.size() == b.size() && a.size() > 0, "rank_correlation: {} and {} values should be as many, at least 1",
          a.size(), b.size());
  return correlation(unit_ranks(a), unit_ranks(b));
}

Matrix rank_correlations(const MatrixView& rows) {
  std::vector<Vector> rank;
  for (Index m = 0; m < rows.rows(); ++m) rank.push_back(unit_ranks(rows.row(m)));
  Matrix result = Matrix::Identity(rows.rows(), rows.rows());
  for (std::size_t a = 0; a < rank.size(); ++a)
    for (std::size_t b = 0; b < a; ++b) {
      const auto i = static_cast<Index>(a), j = static_cast<Index>(b);
      result(i, j) = result(j, i) = correlation(rank[a], rank[b]);
    }
  return result;
}

}  // namespace neon
