#include <neon/clustering/distances.hpp>
#include <neon/clustering/finite.hpp>
#include <neon/clustering/kmeans.hpp>
#include <neon/clustering/lloyd.hpp>
#include <neon/core/error.hpp>
#include <neon/core/parallel.hpp>

#include <algorithm>
#include <atomic>
#include <cmath>

namespace neon {
namespace {

KMeansFit lloyd(const MatrixView& x, Matrix centroids, Index max_iterations) {
  KMeansFit fit;
  Assignment assignment = nearest_centroids(x, centroids);
  while (!fit.converged && fit.iterations < max_iterations) {
    ++fit.iterations;
    centroids = cluster_means(x, assignment, centroids);
    Assignment next = nearest_centroids(x, centroids);
    fit.converged = next.labels == assignment.labels;
    assignment = std::move(next);
  }
  fit.inertia = point_errors(x, assignment.labels, centroids).sum();
  fit.labels = std::move(assignment.labels);
  fit.model = {std::move(centroids), Vector(), infinity};
  fit.model.offset = Vector::Zero(fit.model.clusters());
  return fit;
}

}  // namespace

Matrix KMeans::outlier_scores(const MatrixView& x) const {
  require(offset.size() == clusters(), "KMeans: {} offsets should be {}", offset.size(), clusters());
  Matrix outlier = squared_distances(x, centroids);
  outlier.rowwise() += offset.transpose();
  return outlier;
}

KMeansFit fit_kmeans(const MatrixView& x, Index clusters, const KMeansOptions& options) {
  require(clusters >= 2 && clusters <= x.rows(),
          "fit_kmeans: {} clusters should be at least 2 and at most the {} points", clusters, x.rows());
  require(x.cols() > 0, "fit_kmeans: 0 features should be at least 1");
  require(options.restarts > 0, "fit_kmeans: {} restarts should be at least 1", options.restarts);
  require(options.max_iterations > 0, "fit_kmeans: {} iterations should be at least 1", options.max_iterations);
  require_finite(x, "fit_kmeans");

  std::vector<KMeansFit> fits(static_cast<std::size_t>(options.restarts));
  std::atomic<Index> done{0};
  parallel_blocks(options.restarts, 1, [&](Index restart, Index) {
    Random random(options.seed, static_cast<std::uint64_t>(restart));
    fits[static_cast<std::size_t>(restart)] = lloyd(x, plus_plus_start(x, clusters, random), options.max_iterations);
    if (options.progress) options.progress(++done, options.restarts);
  });
  const auto best = std::min_element(fits.begin(), fits.end(),
                                     [](const KMeansFit& a, const KMeansFit& b) { return a.inertia < b.inertia; });
  require(std::isfinite(best->inertia), "fit_kmeans: inertia {} should be finite: x is too large to square",
          best->inertia);
  return std::move(*best);
}

KMeans class_means(const MatrixView& x, const Labels& labels, Index clusters) {
  require(clusters >= 2, "class_means: {} clusters should be at least 2", clusters);
  require(labels.size() == static_cast<std::size_t>(x.rows()), "class_means: {} labels should be {}, one per point",
          labels.size(), x.rows());
  require_finite(x, "class_means");
  Matrix means = Matrix::Zero(clusters, x.cols());
  Vector counts = Vector::Zero(clusters);
  for (Index n = 0; n < x.rows(); ++n) {
    const Index label = labels[static_cast<std::size_t>(n)];
    require(label >= 0 && label < clusters, "class_means: label {} of point {} should be in [0, {})", label, n,
            clusters);
    means.row(label) += x.row(n);
    ++counts[label];
  }
  for (Index k = 0; k < clusters; ++k) {
    require(counts[k] > 0, "class_means: class {} has no points, should have at least 1", k);
    means.row(k) /= counts[k];
  }
  return {std::move(means), Vector::Zero(clusters), infinity};
}

KMeans without_bias(KMeans model) {
  model.offset = -model.centroids.rowwise().squaredNorm();
  return model;
}

}  // namespace neon
