#include <neon/clustering/different_points.hpp>
#include <neon/clustering/distances.hpp>
#include <neon/clustering/finite.hpp>
#include <neon/clustering/fit.hpp>
#include <neon/clustering/lloyd.hpp>
#include <neon/clustering/spherical_kmeans.hpp>
#include <neon/core/unit_rows.hpp>
#include <neon/neuralize/neuralize.hpp>

namespace neon {
namespace {

/// A cluster whose directions cancel, up to their rounding, keeps the centroid it had.
Matrix unit_means(const Matrix& means, const Matrix& before) {
  constexpr double rounding = 0x1p-44;
  Vector norm;
  Matrix centroids = unit_rows(means, &norm);
  for (Index k = 0; k < means.rows(); ++k)
    if (norm[k] <= rounding) centroids.row(k) = before.row(k);
  return centroids;
}

}  // namespace

Matrix SphericalKMeans::outlier_scores(const MatrixView& x) const {
  require_directions(x, "spherical k-means");
  return distances_to_centroids(unit_rows(x), centroids);
}

SphericalKMeansFit fit_spherical_kmeans(const MatrixView& x, Index clusters, const KMeansOptions& options) {
  require_finite(x, "fit_spherical_kmeans");
  require_directions(x, "fit_spherical_kmeans");
  const Matrix unit = unit_rows(x);
  if (clusters <= x.rows())
    require_different(clusters, different_directions(unit, clusters), "fit_spherical_kmeans", "directions");
  LloydRun run = best_lloyd_run(unit, clusters, options, "fit_spherical_kmeans", unit_means);
  return {{std::move(run.centroids)}, std::move(run.labels), run.inertia, run.iterations, run.converged};
}

void SphericalKMeans::require_points(const MatrixView& x, std::string_view where) const {
  require_directions(x, where);
}

Network SphericalKMeans::neuralize(Index c) const {
  return on_directions(neon::neuralize(KMeans{centroids, Vector::Zero(clusters()), beta}, c));
}

void SphericalKMeans::parameters(ParameterVisitor& visit) {
  visit.matrix("centroids", centroids, Unit::direction);
  visit.stiffness(beta, Unit::none);
}

void SphericalKMeans::check(const ModelCheck& check) const {
  check.clusters("centroids", centroids);
  check.directions("centroids", centroids);
  require_distinct_clusters(centroids, check.where, "centroid");
  check.stiffness(beta);
}

}  // namespace neon

namespace neon::models {

ModelKind spherical_kmeans() {
  return {.name = std::string(SphericalKMeans::kind),
          .description = "spherical k-means: clusters of directions, by the cosine",
          .source =
              "Dhillon and Modha, Concept decompositions for large sparse text data using clustering, Machine "
              "Learning 42, 2001",
          .blank = SphericalKMeans{},
          .fit = [](const MatrixView& x, const FitOptions& options) -> ClusterModel {
            return fit_spherical_kmeans(
                       x, options.clusters,
                       {.seed = options.seed, .restarts = options.restarts, .progress = options.progress})
                .model;
          }};
}

}  // namespace neon::models
