#include <neon/clustering/finite.hpp>
#include <neon/core/frame.hpp>
#include <neon/core/parallel.hpp>
#include <neon/embedding/affinities.hpp>
#include <neon/embedding/nearest_neighbours.hpp>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace neon {
namespace {

constexpr Index block = 256;  // points at a time

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

/// The neighbours that affinities speak of.
struct Near {
  double perplexity;  ///< reduced where there are few points
  Neighbours neighbours;

  Near(const MatrixView& x, double wanted)
      : perplexity(std::max(1.0, std::min(wanted, static_cast<double>(x.rows() - 1) / 3))),
        neighbours(nearest_neighbours(x, std::min<Index>(x.rows() - 1, std::lround(3 * perplexity)))) {}
  Index count() const { return neighbours.index.cols(); }
};

}  // namespace

Vector conditional_affinities(const Eigen::Ref<const Vector>& squared_distance, double perplexity) {
  return conditional(squared_distance, perplexity).p;
}

double conditional_precision(const Eigen::Ref<const Vector>& squared_distance, double perplexity) {
  return conditional(squared_distance, perplexity).precision;
}

Vector affinity_precisions(const MatrixView& x, double perplexity) {
  require_finite(x, "affinity_precisions");
  const Frame frame = frame_of_any_size(x);
  const Near near(frame.in(x), perplexity);
  Vector precision = Vector::Zero(x.rows());
  parallel_blocks(x.rows(), block, [&](Index first, Index last) {
    for (Index i = first; i < last && near.count() > 0; ++i)
      precision(i) =
          conditional_precision(near.neighbours.squared_distance.row(i).transpose(), near.perplexity) / frame.square();
  });
  return precision;
}

Affinities joint_affinities(const MatrixView& x, double perplexity) {
  const Index n = x.rows();
  const Near near(x, perplexity);
  const Index k = near.count();

  Matrix p(n, k);
  parallel_blocks(n, block, [&](Index first, Index last) {
    for (Index i = first; i < last && k > 0; ++i)
      p.row(i) =
          conditional_affinities(near.neighbours.squared_distance.row(i).transpose(), near.perplexity).transpose();
  });

  Affinities sparse(n, n);
  sparse.reserve(Eigen::VectorXi::Constant(n, static_cast<int>(k)));
  std::vector<std::pair<std::int32_t, double>> row(static_cast<std::size_t>(k));
  for (Index i = 0; i < n; ++i) {
    for (Index rank = 0; rank < k; ++rank)
      row[static_cast<std::size_t>(rank)] = {near.neighbours.index(i, rank), p(i, rank)};
    std::sort(row.begin(), row.end());
    for (const auto& [j, value] : row) sparse.insert(i, j) = value;
  }
  sparse.makeCompressed();
  const Affinities transposed = sparse.transpose();
  return (sparse + transposed) / (2 * static_cast<double>(n));
}

}  // namespace neon
