#include <neon/core/error.hpp>
#include <neon/core/parallel.hpp>
#include <neon/embedding/affinities.hpp>
#include <neon/embedding/nearest_neighbours.hpp>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace neon {
namespace {

/// The width of Gaussian affinities, and they themselves.
struct Conditional {
  double precision;  ///< in 1 / squared unit of x; 0 where all distances are equal
  Vector p;
};

Conditional conditional(const Eigen::Ref<const Vector>& squared_distance, double perplexity) {
  constexpr double tolerance = 1e-12;
  constexpr int steps = 100;
  Eigen::ArrayXd excess = squared_distance.array() - squared_distance(0);
  const double scale = excess.mean(), target = std::log(perplexity);
  if (scale > 0) excess /= scale;

  // Entropy falls as b grows: double b until the target is enclosed, then bisect.
  double b = 1, low = 0, high = infinity;
  Eigen::ArrayXd p;
  for (int step = 0; step < steps; ++step) {
    p = (-b * excess).exp();
    const double sum = p.sum();
    p /= sum;
    const double entropy = std::log(sum) + b * (p * excess).sum();
    if (std::abs(entropy - target) <= tolerance) break;
    (entropy > target ? low : high) = b;
    b = high == infinity ? 2 * b : (low + high) / 2;
  }
  return {scale > 0 ? b / scale : 0, p};
}

}  // namespace

Vector conditional_affinities(const Eigen::Ref<const Vector>& squared_distance, double perplexity) {
  return conditional(squared_distance, perplexity).p;
}

double conditional_precision(const Eigen::Ref<const Vector>& squared_distance, double perplexity) {
  return conditional(squared_distance, perplexity).precision;
}

Affinities joint_affinities(const MatrixView& x, double perplexity) {
  const Index n = x.rows();
  const double largest = static_cast<double>(n - 1) / 3;
  perplexity = std::max(1.0, std::min(perplexity, largest));
  const Index k = std::min<Index>(n - 1, std::lround(3 * perplexity));
  const Neighbours near = nearest_neighbours(x, k);

  Matrix p(n, k);
  parallel_blocks(n, 256, [&](Index first, Index last) {
    for (Index i = first; i < last && k > 0; ++i)
      p.row(i) = conditional_affinities(near.squared_distance.row(i).transpose(), perplexity).transpose();
  });

  Affinities sparse(n, n);
  sparse.reserve(Eigen::VectorXi::Constant(n, static_cast<int>(k)));
  std::vector<std::pair<std::int32_t, double>> row(static_cast<std::size_t>(k));
  for (Index i = 0; i < n; ++i) {
    for (Index rank = 0; rank < k; ++rank) row[static_cast<std::size_t>(rank)] = {near.index(i, rank), p(i, rank)};
    std::sort(row.begin(), row.end());
    for (const auto& [j, value] : row) sparse.insert(i, j) = value;
  }
  sparse.makeCompressed();
  const Affinities transposed = sparse.transpose();
  return (sparse + transposed) / (2 * static_cast<double>(n));
}

}  // namespace neon
