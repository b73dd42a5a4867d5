#include <neon/clustering/assigner.hpp>
#include <neon/clustering/assignment.hpp>
#include <neon/clustering/fit.hpp>
#include <neon/core/error.hpp>
#include <neon/core/nearest_name.hpp>

#include <algorithm>

namespace neon {
namespace {

KMeansFit kmeans_fit(const MatrixView& x, const FitOptions& options) {
  return fit_kmeans(x, options.clusters,
                    {.seed = options.seed, .restarts = options.restarts, .progress = options.progress});
}

ClusterModel fit_kernel(const MatrixView& x, const FitOptions& options) {
  const KMeansFit start = kmeans_fit(x, options);
  std::vector<Index> sizes(static_cast<std::size_t>(options.clusters), 0);
  for (const Index label : start.labels) ++sizes[static_cast<std::size_t>(label)];
  const Index smallest = *std::min_element(sizes.begin(), sizes.end());
  require(options.support_per_cluster > 0, "fit_model: {} support vectors per cluster should be at least 1",
          options.support_per_cluster);

  const SupportVectors support = class_support_vectors(x, start.labels, options.clusters,
                                                       std::min(options.support_per_cluster, smallest), options.seed);
  return make_kernel_kmeans(support.points, support.cluster,
                            gamma_for_self_similarity(support.points, options.self_similarity));
}

ClusterModel fit_mixture(const MatrixView& x, const FitOptions& options) {
  require(options.covariance == "shared" || options.covariance == "diagonal",
          "fit_model: covariance '{}' should be shared or diagonal", options.covariance);
  return fit_gaussian_mixture(x, options.clusters,
                              {.shared = options.covariance == "shared",
                               .seed = options.seed,
                               .restarts = options.restarts,
                               .progress = options.progress})
      .model;
}

ClusterModel fit(std::string_view kind, const MatrixView& x, const FitOptions& options) {
  if (kind == "kmeans") return kmeans_fit(x, options).model;
  if (kind == "kernel-kmeans") return fit_kernel(x, options);
  if (kind == "spherical-kmeans")
    return fit_spherical_kmeans(x, options.clusters,
                                {.seed = options.seed, .restarts = options.restarts, .progress = options.progress})
        .model;
  if (kind == "gaussian-mixture") return fit_mixture(x, options);
  if (kind == "agglomerative")
    return fit_agglomerative(x, options.clusters,
                             {.linkage = linkage_named(options.linkage), .progress = options.progress})
        .model;
  std::vector<std::string> known;
  for (const FitKind& k : fit_kinds()) known.push_back(k.name);
  throw Error(fmt::format("fit_model: kind '{}' should be one of {}{}", kind, fmt::join(known, ", "),
                          did_you_mean(kind, known)));
}

}  // namespace

const std::vector<FitKind>& fit_kinds() {
  static const std::vector<FitKind> kinds = {
      {"kmeans", "standard k-means: squared distance to the centroids",
       "Lloyd, Least squares quantization in PCM, IEEE Trans. Inf. Theory 28(2), 1982; Arthur and Vassilvitskii, "
       "k-means++: the advantages of careful seeding, SODA 2007"},
      {"kernel-kmeans", "kernel k-means: Gaussian kernels at support vectors found inside the clusters of k-means",
       "Dhillon, Guan and Kulis, Kernel k-means: spectral clustering and normalized cuts, KDD 2004; Kauffmann et al., "
       "From clustering to cluster explanations via neural networks, Sec. 3.3"},
      {"spherical-kmeans", "spherical k-means: clusters of directions, by the cosine",
       "Dhillon and Modha, Concept decompositions for large sparse text data using clustering, Machine Learning 42, "
       "2001"},
      {"gaussian-mixture", "mixture of Gaussians with diagonal covariances, shared or one per cluster",
       "Dempster, Laird and Rubin, Maximum likelihood from incomplete data via the EM algorithm, J. R. Stat. Soc. B "
       "39, 1977"},
      {"agglomerative", "single, complete, average or Ward linkage, cut at K clusters",
       "Lance and Williams, A general theory of classificatory sorting strategies, Computer Journal 9, 1967; Murtagh, "
       "A "
       "survey of recent advances in hierarchical clustering algorithms, Computer Journal 26, 1983; Ward, Hierarchical "
       "grouping to optimize an objective function, J. Am. Stat. Assoc. 58, 1963"},
  };
  return kinds;
}

FittedModel fit_model(std::string_view kind, const MatrixView& x, const FitOptions& options) {
  require(options.top_probability > 0 && options.top_probability < 1,
          "fit_model: mean top probability {} should be in (0, 1)", options.top_probability);
  FittedModel result{fit(kind, x, options), {}};
  const Matrix outlier = outlier_scores(result.model, x);
  AssignedPoints assigned = Assigner(result.model)(x, outlier);
  result.labels = std::move(assigned.cluster);
  result.differ = assigned.differ;
  if (std::holds_alternative<GaussianMixture>(result.model)) return result;
  const double least = 1 / static_cast<double>(options.clusters);
  // Points that tie exactly bound the probability that any stiffness can reach.
  if (options.top_probability > least && options.top_probability < mean_top_probability(outlier, infinity))
    set_beta(result.model, beta_for_top_probability(outlier, options.top_probability));
  return result;
}

}  // namespace neon
