#include "experiments/newsgroups/clusters.hpp"

#include <neon/clustering/assignment.hpp>
#include <neon/clustering/gaussian_kernel.hpp>
#include <neon/clustering/kmeans.hpp>
#include <neon/metrics/clustering_quality.hpp>

#include <set>

namespace neon::experiments::newsgroups {
namespace {

template <class Scalar>
LeaveOneOutFit fit(const Matrix& z, double gamma, const Labels& start, Index clusters, bool batch) {
  return leave_one_out_kernel_kmeans(gaussian_kernel<Scalar>(z, gamma), start, clusters, {.batch = batch});
}

Labels from_kmeans(const Matrix& z, Index clusters) { return fit_kmeans(z, clusters, {.restarts = 3}).labels; }

}  // namespace

Clusters fit_clusters(const Points& points, const ClusterOptions& options) {
  const Matrix train = points.train_z();
  const Labels newsgroups = points.newsgroups_of(points.train);
  const auto clusters = static_cast<Index>(std::set<Index>(newsgroups.begin(), newsgroups.end()).size());
  const Labels start = options.start_from_kmeans ? from_kmeans(train, clusters) : newsgroups;
  const double gamma =
      options.gamma_factor * gamma_for_neighbour_share(train, train.rows() / clusters, neighbour_share);
  Clusters result;
  result.fit = options.double_precision ? fit<double>(train, gamma, start, clusters, options.batch)
                                        : fit<float>(train, gamma, start, clusters, options.batch);
  result.model = make_kernel_kmeans(train, result.fit.cluster, gamma);
  const Matrix on_train = result.model.outlier_scores(train);
  result.model.beta = beta_for_top_probability(on_train, newsgroups::top_probability);
  result.top_probability = mean_top_probability(on_train, result.model.beta);
  result.outlier = result.model.outlier_scores(points.test_z());

  const Labels of_test = assign(result.outlier);
  result.assigned.resize(points.newsgroup.size());
  for (std::size_t i = 0; i < points.train.size(); ++i)
    result.assigned[static_cast<std::size_t>(points.train[i])] = result.fit.cluster[i];
  for (std::size_t i = 0; i < points.test.size(); ++i)
    result.assigned[static_cast<std::size_t>(points.test[i])] = of_test[i];
  return result;
}

Quality quality(const Points& points, const Clusters& clusters, const Labels& rows) {
  Labels cluster;
  for (const Index row : rows) cluster.push_back(clusters.assigned[static_cast<std::size_t>(row)]);
  const Labels truth = points.newsgroups_of(rows);
  Quality result{purity(cluster, truth), normalised_mutual_information(cluster, truth),
                 Labels(static_cast<std::size_t>(clusters.count()))};
  for (const Index k : cluster) ++result.sizes[static_cast<std::size_t>(k)];
  return result;
}

}  // namespace neon::experiments::newsgroups
