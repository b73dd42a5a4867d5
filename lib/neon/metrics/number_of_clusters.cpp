#include <neon/clustering/distances.hpp>
#include <neon/core/error.hpp>
#include <neon/core/frame.hpp>
#include <neon/core/parallel.hpp>
#include <neon/layers/soft_pool.hpp>
#include <neon/metrics/number_of_clusters.hpp>

#include <algorithm>
#include <cmath>

namespace neon {
namespace {

/// How many points each cluster has.
Vector sizes_of(const MatrixView& x, const Labels& cluster, const char* where) {
  require(static_cast<Index>(cluster.size()) == x.rows(), "{}: {} clusters should be {}, one for each point", where,
          cluster.size(), x.rows());
  Index last = -1;
  for (const Index c : cluster) {
    require(c >= 0 && c < x.rows(), "{}: cluster {} should be in [0, {})", where, c, x.rows());
    last = std::max(last, c);
  }
  Vector sizes = Vector::Zero(last + 1);
  for (const Index c : cluster) ++sizes(c);
  const Index taken = (sizes.array() > 0).count();
  require(taken >= 2, "{}: {} clusters with points should be at least 2", where, taken);
  return sizes;
}

/// The silhouette width of a point.  @param sum [K] of its distances to each cluster's members
double width(const Vector& sum, const Vector& sizes, Index own) {
  if (sizes(own) < 2) return 0;
  const double a = sum(own) / (sizes(own) - 1);
  double b = infinity;
  for (Index k = 0; k < sum.size(); ++k)
    if (k != own && sizes(k) > 0) b = std::min(b, sum(k) / sizes(k));
  const double larger = std::max(a, b);
  return larger > 0 ? (b - a) / larger : 0;
}

template <class Counts>
double pairs(const Counts& counts) {
  const auto n = counts.template cast<double>().array();
  return (n * (n - 1) / 2).sum();
}

/// @param of_covariances how many numbers are free in them
template <class Mixture>
double information(const Mixture& model, const MatrixView& x, Index of_covariances) {
  require(x.rows() > 0, "bayesian_information: 0 points should be at least 1");
  const Index parameters = model.clusters() * (model.features() + 1) - 1 + of_covariances;
  const double log_likelihood = -SoftMin{1}.forward(model.outlier_scores(x)).sum();
  return -2 * log_likelihood + static_cast<double>(parameters) * std::log(static_cast<double>(x.rows()));
}

}  // namespace

double silhouette(const MatrixView& x, const Labels& cluster) {
  const Vector sizes = sizes_of(x, cluster, "silhouette");
  const Matrix z = frame_of(x).in(x);
  constexpr Index block = 64;
  Vector widths(z.rows());
  parallel_blocks(z.rows(), block, [&](Index first, Index last) {
    const Matrix distance = squared_distances(z.middleRows(first, last - first), z).cwiseSqrt();
    for (Index n = first; n < last; ++n) {
      Vector sum = Vector::Zero(sizes.size());
      for (Index m = 0; m < z.rows(); ++m)
        if (m != n) sum(cluster[static_cast<std::size_t>(m)]) += distance(n - first, m);
      widths(n) = width(sum, sizes, cluster[static_cast<std::size_t>(n)]);
    }
  });
  return widths.mean();
}

double calinski_harabasz(const MatrixView& x, const Labels& cluster) {
  const Vector sizes = sizes_of(x, cluster, "calinski_harabasz");
  const auto taken = static_cast<double>((sizes.array() > 0).count()), n = static_cast<double>(x.rows());
  require(taken < n, "calinski_harabasz: {} points should be more than the {} clusters", n, taken);
  const Matrix z = frame_of(x).in(x);
  Matrix mean = Matrix::Zero(sizes.size(), z.cols());
  for (Index m = 0; m < z.rows(); ++m) mean.row(cluster[static_cast<std::size_t>(m)]) += z.row(m);
  mean.array().colwise() /= sizes.array().max(1);
  const double between = (sizes.array() * mean.rowwise().squaredNorm().array()).sum();  // z has mean 0
  double within = 0;
  for (Index m = 0; m < z.rows(); ++m)
    within += (z.row(m) - mean.row(cluster[static_cast<std::size_t>(m)])).squaredNorm();
  return within > 0 ? between / (taken - 1) / (within / (n - taken)) : infinity;
}

double bayesian_information(const GaussianMixture& model, const MatrixView& x) {
  const bool spherical = !model.shared() && model.variances == model.variances.col(0).replicate(1, model.features());
  return information(model, x, spherical ? model.clusters() : model.variances.size());
}

double bayesian_information(const FullGaussianMixture& model, const MatrixView& x) {
  return information(model, x, model.covariances.rows() * (model.features() + 1) / 2);
}

double adjusted_rand(const Contingency& counts) {
  const Index n = counts.sum();
  require(n > 0, "adjusted_rand: {} points should be at least 1", n);
  const double together = pairs(counts), of_a = pairs(counts.rowwise().sum().eval()),
               of_b = pairs(counts.colwise().sum().eval());
  const auto points = static_cast<double>(n);
  const double all = points * (points - 1) / 2, expected = all > 0 ? of_a * of_b / all : 0, most = (of_a + of_b) / 2;
  return most == expected ? 1 : (together - expected) / (most - expected);
}

double adjusted_rand(const Labels& a, const Labels& b) { return adjusted_rand(contingency(a, b)); }

}  // namespace neon
