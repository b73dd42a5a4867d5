#include <neon/clustering/distances.hpp>
#include <neon/clustering/finite.hpp>
#include <neon/clustering/kmeans.hpp>
#include <neon/clustering/lloyd.hpp>
#include <neon/core/error.hpp>

namespace neon {
Matrix KMeans::outlier_scores(const MatrixView& x) const {
  require(offset.size() == clusters(), "KMeans: {} offsets should be {}", offset.size(), clusters());
  Matrix outlier = squared_distances(x, centroids);
  outlier.rowwise() += offset.transpose();
  return outlier;
}

KMeansFit fit_kmeans(const MatrixView& x, Index clusters, const KMeansOptions& options) {
  require_finite(x, "fit_kmeans");
  LloydRun run = best_lloyd_run(x, clusters, options, "fit_kmeans");
  return {{std::move(run.centroids), Vector::Zero(clusters), infinity},
          std::move(run.labels),
          run.inertia,
          run.iterations,
          run.converged};
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
