#include <neon/clustering/different_points.hpp>
#include <neon/clustering/distances.hpp>
#include <neon/clustering/finite.hpp>
#include <neon/clustering/fit.hpp>
#include <neon/clustering/increasing_root.hpp>
#include <neon/clustering/kernel_kmeans.hpp>
#include <neon/clustering/kmeans.hpp>
#include <neon/clustering/rows_by_cluster.hpp>
#include <neon/core/error.hpp>
#include <neon/core/frame.hpp>
#include <neon/core/parallel.hpp>
#include <neon/layers/soft_pool.hpp>
#include <neon/network/min_pool.hpp>
#include <neon/neuralize/distance_network.hpp>

#include <algorithm>
#include <cmath>

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

Labels KernelKMeans::cluster_of() const { return cluster_of_rows(begin); }

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
  RowsByCluster rows = rows_by_cluster(cluster);
  const auto clusters = static_cast<Index>(rows.begin.size()) - 1;
  require(clusters >= 2, "make_kernel_kmeans: {} clusters should be at least 2", clusters);

  KernelKMeans model;
  model.gamma = gamma;
  model.beta = beta;
  model.begin = std::move(rows.begin);
  model.support = support(rows.order, Eigen::all);

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

Network KernelKMeans::neuralize(Index c) const {
  return chain(c, {{pooled_distances(*this, c), Role::detection}, {MinPool{{beta}}, Role::pool}});
}

void KernelKMeans::parameters(ParameterVisitor& visit) {
  Labels cluster = begin.empty() ? Labels() : cluster_of();
  visit.matrix("support", support, Unit::place);
  visit.labels("cluster", cluster, support.rows());
  visit.number("gamma", gamma, Unit::inverse_square);
  visit.stiffness(beta);
  if (visit.changes()) *this = make_kernel_kmeans(support, cluster, gamma, beta);
}

void KernelKMeans::check(const ModelCheck& check) const {
  require(clusters() >= 2 && features() >= 1, "{}: {} clusters of {} features should be at least 2 by 1", check.where,
          clusters(), features());
  check.squares("support", support);
  require_distinct_clusters(support, begin, check.where, "support vectors");
  require(gamma > 0 && std::isfinite(gamma), "{}: the attribute gamma is {}, should be positive and finite",
          check.where, gamma);
  check.stiffness(beta);
}

namespace {

ClusterModel fit_kernel_kmeans(const MatrixView& x, const FitOptions& options) {
  const KMeansFit start = fit_kmeans(
      x, options.clusters, {.seed = options.seed, .restarts = options.restarts, .progress = options.progress});
  std::vector<Index> sizes(static_cast<std::size_t>(options.clusters), 0);
  for (const Index label : start.labels) ++sizes[static_cast<std::size_t>(label)];
  const Index smallest = *std::min_element(sizes.begin(), sizes.end()), asked = options.whole("support");
  require(asked > 0, "fit_model: {} support vectors per cluster should be at least 1", asked);
  const SupportVectors support =
      class_support_vectors(x, start.labels, options.clusters, std::min(asked, smallest), options.seed);
  return make_kernel_kmeans(support.points, support.cluster,
                            gamma_for_self_similarity(support.points, options.number("self-similarity")));
}

}  // namespace

}  // namespace neon

namespace neon::models {

ModelKind kernel_kmeans() {
  return {.name = std::string(KernelKMeans::kind),
          .description = "kernel k-means: Gaussian kernels at support vectors found inside the clusters of k-means",
          .source =
              "Dhillon, Guan and Kulis, Kernel k-means: spectral clustering and normalized cuts, KDD 2004; "
              "Kauffmann et al., From clustering to cluster explanations via neural networks, Sec. 3.3",
          .blank = KernelKMeans{},
          .fit = fit_kernel_kmeans,
          .settings = {{.name = "support",
                        .description = "support vectors per cluster, fewer where one has fewer points",
                        .standard = "20",
                        .type = Setting::Type::whole},
                       {.name = "self-similarity",
                        .description = "share of the similarity of support vectors that is their own, which sets gamma",
                        .standard = "0.9",
                        .type = Setting::Type::number}}};
}

}  // namespace neon::models
