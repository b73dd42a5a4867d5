#include <neon/clustering/finite.hpp>
#include <neon/clustering/gaussian_kernel.hpp>
#include <neon/clustering/increasing_root.hpp>
#include <neon/core/error.hpp>
#include <neon/core/vector_math.hpp>

#include <cmath>

namespace neon {

template <class Scalar>
PairMatrix<Scalar> gaussian_kernel(const MatrixView& x, double gamma) {
  require(gamma > 0 && std::isfinite(gamma), "gaussian_kernel: gamma {} should be positive and finite", gamma);
  require_finite(x, "gaussian_kernel");
  return pair_matrix<Scalar>(x, 1, [gamma](double distance) { return vector_exp(-gamma * distance); });
}

template PairMatrix<float> gaussian_kernel<float>(const MatrixView& x, double gamma);
template PairMatrix<double> gaussian_kernel<double>(const MatrixView& x, double gamma);

namespace {

/// The distances from one point to all others.
struct Neighbourhood {
  const float* distance;  ///< [n], infinity for the point itself
  Index points;
  float smallest = 0, reach = 0;  ///< distance of the nearest point and of the last that counts as near
  double ties = 0;                ///< how many of the points at exactly `reach` count as near

  Neighbourhood(const float* row, Index n, Index neighbours) : distance(row), points(n) {
    std::vector<float> sorted(row, row + n);
    const auto last = sorted.begin() + (neighbours - 1);
    std::nth_element(sorted.begin(), last, sorted.end());
    reach = *last;
    smallest = *std::min_element(sorted.begin(), last + 1);
    ties = static_cast<double>(neighbours - std::count_if(sorted.begin(), last, [&](float d) { return d < reach; }));
  }

  /// The share of the similarity that falls on the near points.
  double near_share(double gamma) const {
    double total = 0, near = 0;
#pragma omp simd reduction(+ : total, near)
    for (Index j = 0; j < points; ++j) {
      const double similarity = vector_exp(-gamma * (static_cast<double>(distance[j]) - static_cast<double>(smallest)));
      total += similarity;
      near += distance[j] < reach ? similarity : 0;
    }
    return (near + ties * vector_exp(-gamma * (static_cast<double>(reach) - static_cast<double>(smallest)))) / total;
  }
};

double mean_near_share(const std::vector<Neighbourhood>& points, Index stride, double gamma) {
  const Index count = (static_cast<Index>(points.size()) + stride - 1) / stride;
  Vector share(count);
  parallel_blocks(count, 16, [&](Index first, Index last) {
    for (Index i = first; i < last; ++i) share(i) = points[static_cast<std::size_t>(i * stride)].near_share(gamma);
  });
  return share.mean();
}

/// The root of `value` - target by secant steps in log gamma; nothing if they do not settle.
template <class Function>
std::optional<double> secant_root(const Function& value, double target, double start) {
  double before = std::log(start), here = before + 1e-3;
  double gap_before = value(std::exp(before)) - target;
  for (int step = 0; step < 30; ++step) {
    const double gap = value(std::exp(here)) - target;
    const double next = here - gap * (here - before) / (gap - gap_before);
    if (std::abs(gap) <= 1e-14 || std::abs(next - here) <= 1e-13) return std::exp(here);
    if (!(std::abs(next - here) < 1)) return std::nullopt;
    before = here, gap_before = gap, here = next;
  }
  return std::nullopt;
}

}  // namespace

double gamma_for_neighbour_share(const MatrixView& x, Index neighbours, double share) {
  const Index n = x.rows();
  require(n >= 3, "gamma_for_neighbour_share: {} points should be at least 3", n);
  require(neighbours >= 1 && neighbours <= n - 2, "gamma_for_neighbour_share: {} neighbours should be in [1, {}]",
          neighbours, n - 2);
  const double least = static_cast<double>(neighbours) / static_cast<double>(n - 1);
  require(share > least && share < 1, "gamma_for_neighbour_share: share {} should be in ({}, 1)", share, least);
  require_finite(x, "gamma_for_neighbour_share");

  const auto distance = pair_matrix<float>(x, std::numeric_limits<float>::infinity(), [](double d) { return d; });
  std::vector<Neighbourhood> points(static_cast<std::size_t>(n), Neighbourhood(distance.data(), n, neighbours));
  parallel_blocks(n, 16, [&](Index first, Index last) {
    for (Index i = first; i < last; ++i)
      points[static_cast<std::size_t>(i)] = Neighbourhood(distance.row(i).data(), n, neighbours);
  });
  double scale = 0;
  for (const Neighbourhood& point : points) scale += static_cast<double>(point.reach) / static_cast<double>(n);
  require(std::isfinite(scale), "gamma_for_neighbour_share: distances overflow single precision");

  // A few hundred rows bring gamma close; all rows then settle it in a few steps.
  const Index stride = 1 + n / 512;
  const auto all = [&](double gamma) { return mean_near_share(points, 1, gamma); };
  auto gamma = increasing_root([&](double g) { return mean_near_share(points, stride, g); }, share, 1 / scale);
  if (gamma && stride > 1) {
    gamma = secant_root(all, share, *gamma);
    if (!gamma) gamma = increasing_root(all, share, 1 / scale);
  }
  require(gamma.has_value(), "gamma_for_neighbour_share: no gamma reaches the share {} (points tie exactly?)", share);
  return *gamma;
}

}  // namespace neon
