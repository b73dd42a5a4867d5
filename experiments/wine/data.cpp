#include "experiments/wine/data.hpp"

#include <neon/clustering/lloyd.hpp>
#include <neon/core/error.hpp>
#include <neon/metrics/clustering_quality.hpp>
#include <neon/tables/csv.hpp>

#include <cmath>
#include <utility>

#include "experiments/wine/printed.hpp"

namespace neon::experiments::wine {

extern const char* const embedded_points;
extern const char* const embedded_centroids;
extern const char* const points_sha256;
extern const char* const centroids_sha256;

namespace {

/// How far a centroid may be from the mean it stands for: rounding of its 17 digits and of the sum.
constexpr double rounding = 1e-12;

Matrix min_max_scaled(const Matrix& x) {
  const Eigen::RowVectorXd low = x.colwise().minCoeff(), range = x.colwise().maxCoeff() - low;
  return ((x.rowwise() - low).array().rowwise() / range.array()).matrix();
}

}  // namespace

Wine load() {
  Table points = parse_csv(embedded_points, "wine.csv (embedded)", {.label_column = "class"});
  Table centroids = parse_csv(embedded_centroids, "wine_centroids.csv (embedded)");
  require(centroids.feature_names == points.feature_names,
          "wine_centroids.csv: the columns should be those of wine.csv");
  return {min_max_scaled(points.values),
          std::move(points.feature_names),
          std::move(*points.labels),
          std::move(centroids.values),
          points_sha256,
          centroids_sha256};
}

Clustering verified_clustering(const Wine& wine) {
  Assignment nearest = nearest_centroids(wine.x, wine.centroids);
  Clustering clustering{nearest.labels, nearest.counts, point_errors(wine.x, nearest.labels, wine.centroids).sum(), {}};
  const Matrix means = cluster_means(wine.x, std::move(nearest), wine.centroids);
  const double gap = (means - wine.centroids).cwiseAbs().maxCoeff();
  require(gap <= rounding, "wine_centroids.csv: each centroid should be the mean of its points, the worst is {} off",
          gap);

  const Contingency counts = contingency(clustering.assigned, wine.label);
  for (std::size_t n = 0; n < wine.label.size(); ++n) {
    Index majority = 0;
    counts.row(clustering.assigned[n]).maxCoeff(&majority);
    if (wine.label[n] != majority) clustering.outside.push_back(static_cast<Index>(n));
  }
  return clustering;
}

double printed_logit(Index point) {
  for (const Printed& line : printed)
    if (line.point == point) return line.logit;
  return std::nan("");
}

}  // namespace neon::experiments::wine
