#include <neon/compare/bootstrap.hpp>
#include <neon/core/error.hpp>
#include <neon/core/parallel.hpp>
#include <neon/core/random.hpp>

#include <algorithm>
#include <cmath>

namespace neon {

Matrix bootstrap_ratios(const MatrixView& numerator, const MatrixView& denominator, Index count, std::uint64_t seed) {
  const Index n = numerator.rows();
  require(denominator.rows() == n && denominator.cols() == numerator.cols(),
          "bootstrap: denominators [{}, {}] should be [{}, {}]", denominator.rows(), denominator.cols(), n,
          numerator.cols());
  require(n > 0, "bootstrap: {} points should be at least 1", n);
  Matrix ratios(count, numerator.cols());
  parallel_blocks(count, 64, [&](Index first, Index last) {
    Matrix times_drawn = Matrix::Zero(last - first, n);
    for (Index b = first; b < last; ++b) {
      Random random(seed, static_cast<std::uint64_t>(b));
      for (Index draw = 0; draw < n; ++draw) times_drawn(b - first, random.below(n)) += 1;
    }
    // Column by column: equal columns get equal results, wherever they stand.
    for (Index c = 0; c < numerator.cols(); ++c) {
      const Vector above = numerator.col(c), below = denominator.col(c);
      ratios.col(c).segment(first, last - first) = (times_drawn * above).cwiseQuotient(times_drawn * below);
    }
  });
  return ratios;
}

Interval central_interval(Vector values, double share) {
  require(values.size() > 0 && values.allFinite(), "central_interval: {} values should be at least 1, and finite",
          values.size());
  require(share > 0 && share < 1, "central_interval: share {} should be between 0 and 1", share);
  std::sort(values.begin(), values.end());
  const auto quantile = [&](double q) {
    const double place = q * static_cast<double>(values.size() - 1);
    const auto below = static_cast<Index>(std::floor(place));
    const Index above = std::min(below + 1, values.size() - 1);
    return values[below] + (place - static_cast<double>(below)) * (values[above] - values[below]);
  };
  return {quantile((1 - share) / 2), quantile((1 + share) / 2)};
}

}  // namespace neon
