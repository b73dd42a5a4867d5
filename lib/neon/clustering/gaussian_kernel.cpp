#include <neon/clustering/finite.hpp>
#include <neon/clustering/gaussian_kernel.hpp>
#include <neon/clustering/increasing_root.hpp>
#include <neon/core/detail/exponential_kernel.hpp>
#include <neon/core/error.hpp>
#include <neon/core/frame.hpp>

#include <array>
#include <cmath>

namespace neon {

template <class Scalar>
PairMatrix<Scalar> gaussian_kernel(const MatrixView& x, double gamma) {
  require(gamma > 0 && std::isfinite(gamma), "gaussian_kernel: gamma {} should be positive and finite", gamma);
  require_finite(x, "gaussian_kernel");
  const Frame frame = frame_of(x);
  const double width = std::min(gamma * frame.square(), std::numeric_limits<double>::max());
  const double farthest = 699 / width;  // from where on similarities are all alike: none is 0
  return pair_matrix<Scalar>(frame.in(x), 1, [width, farthest](double* distance, Index count) {
    for (Index j = 0; j < count; ++j) distance[j] = distance[j] < farthest ? distance[j] : farthest;
    exponential_kernel().terms(distance, count, width, 0, distance);
  });
}

template PairMatrix<float> gaussian_kernel<float>(const MatrixView& x, double gamma);
template PairMatrix<double> gaussian_kernel<double>(const MatrixView& x, double gamma);

namespace {

/// A share and its derivative by gamma.
struct Share {
  double value = 0, slope = 0;
};

/// The k-th smallest value, k = 1 ... n: a histogram finds the bin, a selection inside the bin the value.
float smallest_but(Index k, const float* values, Index n, float least, float most) {
  constexpr int bins = 1024;
  std::array<Index, bins + 1> count{};
  const float per_unit = most > least ? static_cast<float>(bins) / (most - least) : 0;
  const auto bin = [&](float v) { return v <= most ? static_cast<std::size_t>((v - least) * per_unit) : bins; };
  for (Index j = 0; j < n; ++j) ++count[bin(values[j])];
  std::size_t wanted = 0;
  Index before = 0;
  while (before + count[wanted] < k) before += count[wanted++];
  std::vector<float> inside;
  for (Index j = 0; j < n; ++j)
    if (bin(values[j]) == wanted) inside.push_back(values[j]);
  const auto place = inside.begin() + (k - before - 1);
  std::nth_element(inside.begin(), place, inside.end());
  return *place;
}

/// The distances from one point to all others.
struct Neighbourhood {
  const float* distance;  ///< [n], infinity for the point itself
  Index points;
  float smallest = 0, reach = 0;  ///< distance of the nearest point and of the last that counts as near
  double ties = 0;                ///< how many of the points at exactly `reach` count as near

  Neighbourhood(const float* row, Index n, Index neighbours) : distance(row), points(n) {
    float least = std::numeric_limits<float>::infinity(), most = 0;
#pragma omp simd reduction(min : least) reduction(max : most)
    for (Index j = 0; j < n; ++j) {
      const float d = row[j];
      least = d < least ? d : least;
      most = d > most && d <= std::numeric_limits<float>::max() ? d : most;
    }
    smallest = least;
    reach = smallest_but(neighbours, row, n, least, most);
    Index nearer = 0;
    for (Index j = 0; j < n; ++j) nearer += row[j] < reach ? 1 : 0;
    ties = static_cast<double>(neighbours - nearer);
  }

  /// The share of the similarity that falls on the near points.
  Share near_share(double gamma) const {
    const auto shift = static_cast<double>(smallest), far = static_cast<double>(reach) - shift;
    NearSums sums = exponential_kernel().near_sums(distance, points, gamma, shift, far);
    const double last = ties * std::exp(-gamma * far);
    sums.near += last;
    sums.near_slope += far * last;
    const double share = sums.near / sums.total;
    return {share, (share * sums.total_slope - sums.near_slope) / sums.total};
  }
};

/// Over every `stride`-th point.
Share mean_near_share(const std::vector<Neighbourhood>& points, Index stride, double gamma) {
  const Index count = (static_cast<Index>(points.size()) + stride - 1) / stride;
  Vector value(count), slope(count);
  parallel_blocks(count, 16, [&](Index first, Index last) {
    for (Index i = first; i < last; ++i) {
      const Share share = points[static_cast<std::size_t>(i * stride)].near_share(gamma);
      value(i) = share.value;
      slope(i) = share.slope;
    }
  });
  return {value.mean(), slope.mean()};
}

/// Newton steps in log gamma; nothing if they do not settle.
std::optional<double> newton_root(const std::vector<Neighbourhood>& points, double target, double gamma) {
  for (int step = 0; step < 20; ++step) {
    const Share share = mean_near_share(points, 1, gamma);
    const double change = (target - share.value) / (gamma * share.slope);
    if (!(std::abs(change) < 1)) return std::nullopt;
    gamma *= std::exp(change);
    if (std::abs(change) < 3e-5) return gamma;  // the step squares the error, to that of the distances
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

  // Squared distances of at most 16 d, held where single precision has most room for those that are much smaller.
  constexpr double largest = 0x1p100;
  const Frame frame = frame_of(x);
  const auto distance =
      pair_matrix<float>(frame.in(x), std::numeric_limits<float>::infinity(), [](double* values, Index count) {
        for (Index j = 0; j < count; ++j) values[j] *= largest;
      });
  std::vector<Neighbourhood> points(static_cast<std::size_t>(n), Neighbourhood(distance.data(), n, neighbours));
  parallel_blocks(n, 16, [&](Index first, Index last) {
    for (Index i = first; i < last; ++i)
      points[static_cast<std::size_t>(i)] = Neighbourhood(distance.row(i).data(), n, neighbours);
  });
  double scale = 0;
  for (const Neighbourhood& point : points) scale += static_cast<double>(point.reach) / static_cast<double>(n);

  // A few hundred rows bring gamma close; two or three Newton steps over all rows settle it.
  const auto root_over = [&](Index stride) {
    return increasing_root([&](double g) { return mean_near_share(points, stride, g).value; }, share,
                           1 / (scale > 0 ? scale : largest));
  };
  const Index stride = 1 + n / 256;
  auto gamma = root_over(stride);
  if (stride > 1) {
    if (gamma) gamma = newton_root(points, share, *gamma);
    if (!gamma) gamma = root_over(1);
  }
  require(gamma.has_value(), "gamma_for_neighbour_share: no gamma reaches the share {} (points tie exactly?)", share);
  return *gamma * largest / frame.square();
}

double scale_gamma(const MatrixView& x) {
  require_finite(x, "scale_gamma");
  const Frame frame = frame_of(x);
  const double square = frame.in(x).squaredNorm() / static_cast<double>(x.rows());
  require(square > 0, "scale_gamma: all {} points are equal, and have no scale: give a gamma", x.rows());
  return 1 / square / frame.square();
}

}  // namespace neon
