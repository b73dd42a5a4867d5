#include <neon/clustering/models.hpp>
#include <neon/clustering/without_feature.hpp>
#include <neon/core/error.hpp>

#include "baselines/setting.hpp"
#include "support/laws.hpp"

using namespace neon;
using Catch::Matchers::Contains;

TEST_CASE("LOCO is f less the f of the model without the feature") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  for (const ClusterModel& model : samples::models(4, 5, seed)) {
    CAPTURE(kind(model), beta(model));
    const Setting setting(model, seed + 3);
    const Matrix relevance = setting.relevance("LOCO");
    for (Index i = 0; i < 5; ++i) {
      const Evidence without = evidence(neuralize(without_feature(model, i), setting.cluster));
      Matrix seen = setting.x;
      seen.col(i).setZero();
      laws::equal(Vector(relevance.col(i)), Vector(setting.evidence.value(setting.x) - without.value(seen)));
    }
  }
}

TEST_CASE("LOCO of a feature in which the clusters agree is 0") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  KMeans standard = samples::kmeans(4, 5, 3, seed);
  standard.centroids.col(1).setConstant(0.3);
  KernelKMeans kernel = samples::kernel_kmeans(4, 5, 4, 6, seed);
  kernel.support.col(1).setConstant(0.3);
  kernel = make_kernel_kmeans(kernel.support, kernel.cluster_of(), kernel.gamma, kernel.beta);
  DeepKMeans deep = samples::deep_kmeans(4, 5, 5, seed);
  deep.layers.front().weight.col(1).setZero();
  for (const ClusterModel& model : std::vector<ClusterModel>{standard, without_bias(standard), kernel, deep}) {
    CAPTURE(kind(model));
    const Setting setting(model, seed + 3);
    const Matrix relevance = setting.relevance("LOCO");
    CHECK(relevance.col(1).isZero(tolerance::rounding));
    CHECK_FALSE(relevance.col(0).isZero(1e-3));
  }
}

TEST_CASE("LOCO without a model to ask refits class means of the background") {
  Setting setting(samples::kmeans(3, 4, 5, 1), 2);
  const Index points = setting.background.x.rows();
  for (Index n = 0; n < points; ++n) setting.background.cluster[static_cast<std::size_t>(n)] = n % 3;
  KMeans means = class_means(setting.background.x, setting.background.cluster, 3);
  means.beta = 5;
  setting.evidence = evidence(neuralize(means, setting.cluster));
  setting.background.without = model_background(means, setting.background.x).without;
  const Matrix asked = setting.relevance("LOCO");
  setting.background.without = {};
  laws::equal(setting.relevance("LOCO"), asked);

  std::replace(setting.background.cluster.begin(), setting.background.cluster.end(), setting.cluster,
               (setting.cluster + 1) % 3);
  CHECK_THROWS_WITH(setting.relevance("LOCO"),
                    Contains("LOCO") && Contains("no point of cluster " + std::to_string(setting.cluster)));
  setting.background.cluster[4] = 3;
  CHECK_THROWS_WITH(setting.relevance("LOCO"), Contains("cluster 3 of background point 4 should be in [0, 3)"));
  setting.background.cluster.pop_back();
  CHECK_THROWS_WITH(setting.relevance("LOCO"), Contains("29 clusters") && Contains("30"));
}
