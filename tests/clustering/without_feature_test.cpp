#include <neon/clustering/assignment.hpp>
#include <neon/clustering/without_feature.hpp>
#include <neon/core/error.hpp>

#include "support/laws.hpp"
#include "support/sample_models.hpp"

using namespace neon;
using Catch::Matchers::Contains;

namespace {

Matrix dropped(const Matrix& x, Index feature) {
  Matrix rest(x.rows(), x.cols() - 1);
  rest.leftCols(feature) = x.leftCols(feature);
  rest.rightCols(rest.cols() - feature) = x.rightCols(rest.cols() - feature);
  return rest;
}

/// Logits of a model of one feature less, and of `whole` without that feature, at the same points.
void same_logits(const ClusterModel& whole, const ClusterModel& less, Index feature, std::uint64_t seed) {
  const Matrix x = samples::uniform(20, features(whole), seed);
  Matrix seen = x;
  if (whole.as<SphericalKMeans>()) seen.col(feature).setZero();
  laws::equal(logits(outlier_scores(without_feature(whole, feature), seen), beta(whole)),
              logits(outlier_scores(less, dropped(x, feature)), beta(whole)));
}

}  // namespace

TEST_CASE("a model without a feature is the model of the other features") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const Index feature = GENERATE(0, 2, 4);
  const KMeans standard = samples::kmeans(4, 5, 3, seed);
  const KMeans rest{dropped(standard.centroids, feature), standard.offset, 3};
  same_logits(standard, rest, feature, seed + 1);
  same_logits(without_bias(standard), without_bias(rest), feature, seed + 1);

  const KernelKMeans kernel = samples::kernel_kmeans(4, 5, 4, 6, seed);
  same_logits(kernel, make_kernel_kmeans(dropped(kernel.support, feature), kernel.cluster_of(), 4, 6), feature,
              seed + 1);

  const DeepKMeans deep = samples::deep_kmeans(4, 5, 5, seed);
  DeepKMeans less = deep;
  less.layers.front().weight = dropped(deep.layers.front().weight, feature);
  same_logits(deep, less, feature, seed + 1);

  const SphericalKMeans spherical = samples::spherical_kmeans(4, 5, 20, seed);
  same_logits(spherical, SphericalKMeans{dropped(spherical.centroids, feature).rowwise().normalized(), 20}, feature,
              seed + 1);
  for (const bool shared : {false, true}) {
    const GaussianMixture mixture = samples::gaussian_mixture(4, 5, shared, seed);
    const GaussianMixture marginal{dropped(mixture.means, feature), dropped(mixture.variances, feature),
                                   mixture.weights};
    same_logits(mixture, marginal, feature, seed + 1);
  }
  for (const Linkage linkage : linkages()) {
    const Agglomerative clusters = samples::agglomerative(4, 5, linkage, 4, seed);
    same_logits(clusters, make_agglomerative(dropped(clusters.members, feature), clusters.cluster_of(), linkage, 4),
                feature, seed + 1);
  }
}

TEST_CASE("there is no such feature") {
  CHECK_THROWS_WITH(without_feature(samples::kmeans(3, 5, 3, 1), 5), Contains("feature 5") && Contains("[0, 5)"));
  CHECK_THROWS_AS(without_feature(samples::kmeans(3, 5, 3, 1), -1), Error);
}
