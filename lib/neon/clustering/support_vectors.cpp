#include <neon/clustering/different_points.hpp>
#include <neon/clustering/finite.hpp>
#include <neon/clustering/kernel_kmeans.hpp>
#include <neon/clustering/kmeans.hpp>
#include <neon/core/error.hpp>
#include <neon/core/frame.hpp>
#include <neon/core/parallel.hpp>
#include <neon/core/random.hpp>

namespace neon {

SupportVectors class_support_vectors(const MatrixView& x, const Labels& labels, Index clusters, Index per_class,
                                     std::uint64_t seed) {
  require(clusters >= 2, "class_support_vectors: {} clusters should be at least 2", clusters);
  require(per_class >= 1, "class_support_vectors: {} support vectors per class should be at least 1", per_class);
  require(labels.size() == static_cast<std::size_t>(x.rows()),
          "class_support_vectors: {} labels should be {}, one per point", labels.size(), x.rows());
  require_finite(x, "class_support_vectors");

  std::vector<Labels> members(static_cast<std::size_t>(clusters));
  for (std::size_t n = 0; n < labels.size(); ++n) {
    require(labels[n] >= 0 && labels[n] < clusters, "class_support_vectors: label {} of point {} should be in [0, {})",
            labels[n], n, clusters);
    members[static_cast<std::size_t>(labels[n])].push_back(static_cast<Index>(n));
  }
  for (std::size_t k = 0; k < members.size(); ++k)
    require(static_cast<Index>(members[k].size()) >= per_class,
            "class_support_vectors: class {} has {} points, should have at least {}", k, members[k].size(), per_class);

  std::vector<Matrix> support(members.size());
  parallel_blocks(clusters, 1, [&](Index k, Index) {
    const Matrix points = x(members[static_cast<std::size_t>(k)], Eigen::all);
    const Index count = different_points(points, per_class);
    KMeansOptions options;
    options.seed = Random(seed, static_cast<std::uint64_t>(k)).bits();
    options.restarts = 1;
    support[static_cast<std::size_t>(k)] =
        count == 1 ? Matrix(column_means(points)) : fit_kmeans(points, count, options).model.centroids;
  });
  SupportVectors result;
  for (std::size_t k = 0; k < support.size(); ++k)
    result.cluster.insert(result.cluster.end(), static_cast<std::size_t>(support[k].rows()), static_cast<Index>(k));
  result.points.resize(static_cast<Index>(result.cluster.size()), x.cols());
  Index filled = 0;
  for (const Matrix& points : support) {
    result.points.middleRows(filled, points.rows()) = points;
    filled += points.rows();
  }
  return result;
}

}  // namespace neon
