#include "apps/explain_text/clusters.hpp"

#include <neon/clustering/assignment.hpp>
#include <neon/clustering/gaussian_kernel.hpp>
#include <neon/clustering/leave_one_out.hpp>
#include <neon/clustering/models.hpp>
#include <neon/core/error.hpp>

#include <algorithm>
#include <set>
#include <vector>

namespace neon::experiments::explain_text {
namespace {

constexpr double half = 0.5, target_probability = 0.9;

double bandwidth(const Matrix& x, Index clusters) {
  const Index neighbours = std::clamp<Index>(x.rows() / clusters, 1, x.rows() - 2);
  const double even_share = static_cast<double>(neighbours) / static_cast<double>(x.rows() - 1);
  return gamma_for_neighbour_share(x, neighbours, std::max(half, (1 + even_share) / 2));
}

Index different_rows(const Matrix& x) {
  std::set<std::vector<double>> rows;
  for (Index n = 0; n < x.rows(); ++n) rows.emplace(x.row(n).begin(), x.row(n).end());
  return static_cast<Index>(rows.size());
}

/// @param cluster moved by the sweeps
KernelKMeans fit_kernel(const Matrix& x, Labels& cluster, Index clusters) {
  require(x.rows() >= 4, "kernel k-means: {} texts with known words should be at least 4", x.rows());
  const double gamma = bandwidth(x, clusters);
  cluster = leave_one_out_kernel_kmeans(gaussian_kernel<float>(x, gamma), cluster, clusters).cluster;
  return make_kernel_kmeans(x, cluster, gamma);
}

}  // namespace

Clusters fit_clusters(const std::string& kind, const Matrix& x, Index clusters, std::uint64_t seed) {
  require(clusters >= 2, "--clusters: {} should be at least 2", clusters);
  const Index different = different_rows(x);
  require(clusters <= different, "--clusters: {} should be at most {}, the number of different texts with known words",
          clusters, different);
  const KMeansFit start = fit_kmeans(x, clusters, {.seed = seed});
  Clusters result{.model = start.model,
                  .cluster = start.labels,
                  .sizes = Labels(static_cast<std::size_t>(clusters), 0),
                  .logits = {}};
  if (kind == "kernel-kmeans") result.model = fit_kernel(x, result.cluster, clusters);
  const Matrix outlier = outlier_scores(result.model, x);
  set_beta(result.model, beta_for_top_probability(outlier, target_probability));
  const Labels by_rule = assign(outlier);
  for (std::size_t n = 0; n < by_rule.size(); ++n) {
    ++result.sizes[static_cast<std::size_t>(result.cluster[n])];
    result.differ += by_rule[n] != result.cluster[n] ? 1 : 0;
  }
  result.logits = logits(outlier, beta(result.model));
  result.top_probability = mean_top_probability(outlier, beta(result.model));
  return result;
}

}  // namespace neon::experiments::explain_text
