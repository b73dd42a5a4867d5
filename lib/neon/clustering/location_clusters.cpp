#include <neon/clustering/assignment.hpp>
#include <neon/clustering/lloyd.hpp>
#include <neon/clustering/location_clusters.hpp>
#include <neon/core/error.hpp>
#include <neon/core/frame.hpp>
#include <neon/core/parallel.hpp>
#include <neon/core/unit_rows.hpp>

#include <algorithm>
#include <cmath>

namespace neon {
namespace {

/// Squared distance of unit vectors below which they differ by rounding only: activations are float32, and the same
/// patch at two places of an image takes different summation orders.
constexpr double rounding_distance = 1e-10;

/// How many points further apart than rounding there are, as far as `most`: each is the farthest from those before.
Index distinct_locations(const Matrix& unit, Index most) {
  Vector nearest = Vector::Constant(unit.rows(), infinity);
  Index found = 0, farthest = 0;
  while (found < most && nearest(farthest) > rounding_distance) {
    ++found;
    const Eigen::RowVectorXd chosen = unit.row(farthest);
    nearest = nearest.cwiseMin((unit.rowwise() - chosen).rowwise().squaredNorm());
    nearest.maxCoeff(&farthest);
  }
  return found;
}

/// All locations in one cluster.
void fit_one(LocationClusters& result) {
  result.model.centroids = column_means(result.unit);
  result.model.offset = Vector::Zero(1);
  result.labels.assign(static_cast<std::size_t>(result.unit.rows()), 0);
}

void fit_several(LocationClusters& result, Index clusters, const LocationOptions& options) {
  KMeansFit fit = fit_kmeans(result.unit, clusters, {.seed = options.seed, .restarts = options.restarts});
  result.model = std::move(fit.model);
  result.labels = std::move(fit.labels);
  result.inertia = fit.inertia;
  result.converged = fit.converged;
  const Matrix outlier = result.model.outlier_scores(result.unit);
  result.top_probability = mean_top_probability(outlier, infinity);
  if (result.top_probability <= options.top_probability) return;
  result.model.beta = beta_for_top_probability(outlier, options.top_probability);
  result.top_probability = mean_top_probability(outlier, result.model.beta);
}

}  // namespace

Matrix unit_locations(const MatrixView& activations, Vector* norm) {
  constexpr Index block = 256;
  Matrix unit(activations.rows(), activations.cols());
  Vector length(activations.rows());
  parallel_blocks(activations.rows(), block, [&](Index first, Index last) {
    Vector norms;
    unit.middleRows(first, last - first) = unit_rows(activations.middleRows(first, last - first), &norms);
    length.segment(first, last - first) = norms;
    for (Index l = first; l < last; ++l)
      require(unit.row(l).allFinite() && std::isfinite(length(l)),
              "unit_locations: norm {} of location {} should be finite", length(l), l);
  });
  if (norm != nullptr) *norm = std::move(length);
  return unit;
}

LocationClusters cluster_locations(const MatrixView& activations, Index clusters, const LocationOptions& options) {
  require(clusters >= 2 && clusters <= activations.rows(),
          "cluster_locations: {} clusters should be at least 2 and at most the {} locations", clusters,
          activations.rows());
  LocationClusters result;
  result.unit = unit_locations(activations, &result.norm);
  const Index distinct = distinct_locations(result.unit, clusters);
  if (distinct < 2)
    fit_one(result);
  else
    fit_several(result, distinct, options);
  result.sizes.assign(static_cast<std::size_t>(result.clusters()), 0);
  for (const Index label : result.labels) ++result.sizes[static_cast<std::size_t>(label)];
  return result;
}

}  // namespace neon
