#include <neon/clustering/distances.hpp>
#include <neon/clustering/finite.hpp>
#include <neon/clustering/increasing_root.hpp>
#include <neon/clustering/kernel_kmeans.hpp>
#include <neon/core/error.hpp>
#include <neon/core/frame.hpp>
#include <neon/core/parallel.hpp>
#include <neon/layers/soft_pool.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace neon {
namespace {

/// b = 1/gamma log Z = -1/2 softmin^gamma_{i,j} ‖x_i - x_j‖^2, pooled over j and then over i.
double log_norm_of(const MatrixView& points, double gamma) {
  const SoftMin pool{gamma};
  Vector inner(points.rows());
  parallel_blocks(points.rows(), 256, [&](Index first, Index last) {
    inner.segment(first, last - first) =
        pool.forward(squared_distances(points.middleRows(first, last - first), points));
  });
  return -0.5 * pool.forward(Matrix(inner.transpose()))[0];
}

}  // namespace

Labels KernelKMeans::cluster_of() const {
  Labels cluster(static_cast<std::size_t>(support.rows()));
  for (Index k = 0; k < clusters(); ++k) std::fill_n(cluster.begin() + first(k), members(k), k);
  return cluster;
}

Matrix KernelKMeans::outlier_scores(const MatrixView& x) const {
  const SoftMin pool{gamma};
  Matrix outlier(x.rows(), clusters());
  // Cluster by cluster: the distances stay in the cache.
  parallel_blocks(x.rows(), 64, [&](Index begin_row, Index end_row) {
    const auto points = x.middleRows(begin_row, end_row - begin_row);
    for (Index k = 0; k < clusters(); ++k)
      outlier.col(k).segment(begin_row, end_row - begin_row) =
          pool.forward(squared_distances(points, support.middleRows(first(k), members(k)))).array() + log_norm[k];
  });
  return outlier;
}

KernelKMeans make_kernel_kmeans(const MatrixView& support, const Labels& cluster, double gamma, double beta) {
  require(gamma > 0 && std::isfinite(gamma), "make_kernel_kmeans: gamma {} should be positive and finite", gamma);
  require(beta > 0, "make_kernel_kmeans: beta {} should be positive", beta);
  require(cluster.size() == static_cast<std::size_t>(support.rows()),
          "make_kernel_kmeans: {} cluster indices should be {}, one per support vector", cluster.size(),
          support.rows());
  require_finite(support, "make_kernel_kmeans");
  for (std::size_t j = 0; j < cluster.size(); ++j)
    require(cluster[j] >= 0 && cluster[j] < support.rows(),
            "make_kernel_kmeans: cluster {} of support vector {} should be in [0, {})", cluster[j], j, support.rows());
  const Index clusters = cluster.empty() ? 0 : *std::max_element(cluster.begin(), cluster.end()) + 1;
  require(clusters >= 2, "make_kernel_kmeans: {} clusters should be at least 2", clusters);

  KernelKMeans model;
  model.gamma = gamma;
  model.beta = beta;
  model.begin.assign(static_cast<std::size_t>(clusters) + 1, 0);
  for (const Index k : cluster) ++model.begin[static_cast<std::size_t>(k) + 1];
  std::partial_sum(model.begin.begin(), model.begin.end(), model.begin.begin());

  Labels order(cluster.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](Index i, Index j) {
    return cluster[static_cast<std::size_t>(i)] < cluster[static_cast<std::size_t>(j)];
  });
  model.support = support(order, Eigen::all);

  model.log_norm.resize(clusters);
  for (Index k = 0; k < clusters; ++k) {
    require(model.members(k) > 0, "make_kernel_kmeans: cluster {} has no support vectors, should have at least 1", k);
    model.log_norm[k] = log_norm_of(model.support.middleRows(model.first(k), model.members(k)), gamma);
  }
  return model;
}

double gamma_for_self_similarity(const MatrixView& points, double share) {
  const auto n = static_cast<double>(points.rows());
  require(points.rows() >= 2, "gamma_for_self_similarity: {} points should be at least 2", points.rows());
  require(share > 1 / n && share < 1, "gamma_for_self_similarity: share {} should be in ({}, 1)", share, 1 / n);
  require_finite(points, "gamma_for_self_similarity");

  // In the frame of the points no sum leaves the range of doubles; from the differences themselves, duplicates are at
  // distance 0 exactly.
  const Frame frame = frame_of(points);
  const Matrix z = frame.in(points);
  Vector pairs(points.rows() * (points.rows() - 1) / 2);
  for (Index rest = points.rows() - 1, filled = 0; rest > 0; filled += rest--)
    pairs.segment(filled, rest) =
        (z.bottomRows(rest).rowwise() - z.row(points.rows() - 1 - rest)).rowwise().squaredNorm();

  const auto duplicates = static_cast<double>((pairs.array() == 0).count());
  const double most = n / (n + 2 * duplicates);
  require(share < most, "gamma_for_self_similarity: share {} should be below {}, the limit set by {} duplicate pairs",
          share, most, duplicates);
  const auto self_similarity = [&](double gamma) { return n / (n + 2 * (-gamma * pairs.array()).exp().sum()); };
  const auto gamma = increasing_root(self_similarity, share, 1 / pairs.mean());
  require(gamma.has_value(), "gamma_for_self_similarity: no gamma reaches the share {}", share);
  return *gamma / frame.square();
}

}  // namespace neon
