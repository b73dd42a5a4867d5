#include <neon/clustering/finite.hpp>
#include <neon/core/error.hpp>
#include <neon/core/parallel.hpp>
#include <neon/core/radix_sort.hpp>
#include <neon/metrics/pixel_flipping.hpp>

#include <bit>
#include <numeric>

namespace neon {
namespace {

using Pair = Keyed<std::uint64_t, std::int32_t>;

/// Unsigned keys in the opposite order of the numbers; -0 and 0 share one.
std::uint64_t descending_key(double value) {
  constexpr std::uint64_t sign = std::uint64_t{1} << 63;
  const auto bits = std::bit_cast<std::uint64_t>(value + 0.0);
  return (bits & sign) != 0 ? bits : ~(bits | sign);
}

}  // namespace

FlipOrder flip_order(const MatrixView& relevance) {
  require_finite(relevance, "flip_order");
  const Index d = relevance.cols();
  FlipOrder order(relevance.rows(), d);
  parallel_blocks(relevance.rows(), 64, [&](Index first, Index last) {
    std::vector<Pair> features(static_cast<std::size_t>(d)), scratch;
    for (Index n = first; n < last; ++n) {
      for (Index i = 0; i < d; ++i)
        features[static_cast<std::size_t>(i)] = {descending_key(relevance(n, i)), static_cast<std::int32_t>(i)};
      radix_sort<8>(features, scratch);
      for (Index step = 0; step < d; ++step) order(n, step) = features[static_cast<std::size_t>(step)].value;
    }
  });
  return order;
}

FlipOrder pooled_flip_counts(const MatrixView& relevance) {
  require_finite(relevance, "pooled_flip_counts");
  const Index n = relevance.rows(), d = relevance.cols();
  std::vector<Pair> pairs, scratch;
  pairs.reserve(static_cast<std::size_t>(n * d));
  for (Index point = 0; point < n; ++point)
    for (Index i = 0; i < d; ++i)
      pairs.push_back({descending_key(relevance(point, i)), static_cast<std::int32_t>(point)});
  radix_sort<11>(pairs, scratch);

  // How many features of a point each step of n flips takes, then their running sum.
  FlipOrder counts = FlipOrder::Zero(n, d + 1);
  for (Index step = 0; step < d; ++step)
    for (Index flip = step * n; flip < (step + 1) * n; ++flip)
      ++counts(pairs[static_cast<std::size_t>(flip)].value, step + 1);
  for (auto row : counts.rowwise()) std::partial_sum(row.begin(), row.end(), row.begin());
  return counts;
}

FlipCurve summarise_flips(const MatrixView& curves, const FlipOrder& counts) {
  const Index n = curves.rows(), steps = curves.cols();
  require(counts.rows() == n && counts.cols() == steps, "summarise_flips: counts [{}, {}] should be [{}, {}]",
          counts.rows(), counts.cols(), n, steps);
  require(n >= 1 && steps >= 2, "summarise_flips: curves [{}, {}] should have at least 1 point and 1 flip", n, steps);
  require(counts.minCoeff() >= 0 && counts.maxCoeff() < steps,
          "summarise_flips: counts from {} to {} should be between 0 and {}", counts.minCoeff(), counts.maxCoeff(),
          steps - 1);

  FlipCurve result{Vector::Zero(steps), Vector::Zero(steps)};
  for (Index point = 0; point < n; ++point) {
    require(curves.row(point).allFinite(), "summarise_flips: the curve of point {} should be finite", point);
    for (Index step = 0; step < steps; ++step) {
      result.per_point(step) += curves(point, step);
      result.pooled(step) += curves(point, counts(point, step));
    }
  }
  const double start = result.per_point(0);
  require(start != 0, "summarise_flips: mean evidence {} at the start should not be 0", start);
  result.per_point /= start;
  result.pooled /= start;
  result.auc_per_point = area_under(result.per_point);
  result.auc_pooled = area_under(result.pooled);
  return result;
}

double area_under(const Vector& curve) {
  require(curve.size() >= 2, "area_under: {} points should be at least 2", curve.size());
  const Index last = curve.size() - 1;
  return (curve.sum() - (curve(0) + curve(last)) / 2) / static_cast<double>(last);
}

double area_under(const Vector& curve, const Vector& places) {
  require(curve.size() == places.size(), "area_under: {} points should be {}", curve.size(), places.size());
  require(curve.size() >= 2, "area_under: {} points should be at least 2", curve.size());
  const Index last = curve.size() - 1;
  double area = 0;
  for (Index i = 0; i < last; ++i) area += (places(i + 1) - places(i)) * (curve(i) + curve(i + 1)) / 2;
  return area / (places(last) - places(0));
}

}  // namespace neon
