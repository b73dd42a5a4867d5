#include <neon/clustering/different_points.hpp>
#include <neon/clustering/distances.hpp>
#include <neon/clustering/finite.hpp>
#include <neon/clustering/fit.hpp>
#include <neon/clustering/kmeans.hpp>
#include <neon/clustering/lloyd.hpp>
#include <neon/core/error.hpp>
#include <neon/neuralize/standard_network.hpp>

namespace neon {

Matrix KMeans::outlier_scores(const MatrixView& x) const {
  require(offset.size() == clusters(), "KMeans: {} offsets should be {}", offset.size(), clusters());
  Matrix outlier = distances_to_centroids(x, centroids);
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
  Labels first(static_cast<std::size_t>(clusters), -1);
  for (Index n = 0; n < x.rows(); ++n) {
    const Index label = labels[static_cast<std::size_t>(n)];
    require(label >= 0 && label < clusters, "class_means: label {} of point {} should be in [0, {})", label, n,
            clusters);
    if (Index& member = first[static_cast<std::size_t>(label)]; member < 0) member = n;
  }
  for (std::size_t k = 0; k < first.size(); ++k)
    require(first[k] >= 0, "class_means: class {} has no points, should have at least 1", k);
  // Told from one of the points, then from the mean itself, no digits are lost to an origin far away.
  Matrix means = moved_to_means(x, labels, moved_to_means(x, labels, x(first, Eigen::all)));
  require_distinct_clusters(means, "class_means", "mean");
  return {std::move(means), Vector::Zero(clusters), infinity};
}

KMeans without_bias(KMeans model) {
  model.offset = -model.centroids.rowwise().squaredNorm();
  return model;
}

Network KMeans::neuralize(Index c) const { return neon::neuralize(*this, c); }

void KMeans::parameters(ParameterVisitor& visit) {
  const bool unbiased = offset.size() == clusters() &&
                        (offset.array() == -centroids.rowwise().squaredNorm().array()).all() && !offset.isZero(0);
  visit.matrix("centroids", centroids, Unit::place);
  if (offset.size() == 0) offset = Vector::Zero(clusters());
  visit.vector("offset", offset, Unit::square, true);
  visit.stiffness(beta);
  if (unbiased && visit.purpose() == ParameterVisitor::Purpose::redraw) *this = without_bias(std::move(*this));
}

void KMeans::check(const ModelCheck& check) const {
  check.clusters("centroids", centroids);
  check.length("offset", offset.size(), clusters());
  check.finite("offset", offset);
  require_distinct_clusters((Matrix(clusters(), features() + 1) << centroids, offset).finished(), check.where,
                            "centroid and offset");
  check.stiffness(beta);
}

}  // namespace neon

namespace neon::models {

ModelKind kmeans() {
  return {.name = std::string(KMeans::kind),
          .description = "standard k-means: squared distance to the centroids",
          .source =
              "Lloyd, Least squares quantization in PCM, IEEE Trans. Inf. Theory 28(2), 1982; Arthur and "
              "Vassilvitskii, k-means++: the advantages of careful seeding, SODA 2007",
          .blank = KMeans{},
          .fit = [](const MatrixView& x, const FitOptions& options) -> ClusterModel {
            return fit_kmeans(x, options.clusters,
                              {.seed = options.seed, .restarts = options.restarts, .progress = options.progress})
                .model;
          }};
}

}  // namespace neon::models
