#include <neon/clustering/assignment.hpp>
#include <neon/compare/randomised_model.hpp>

#include <set>

#include "support/laws.hpp"
#include "support/moved_models.hpp"
#include "support/sample_neighbours.hpp"

using namespace neon;

namespace {

/// The scores of clusters that have a place: noise and outliers are told by thresholds, which stay.
Matrix placed_scores(const ClusterModel& model, const Matrix& x) {
  const bool threshold = model.as<Dbscan>() || model.as<Hdbscan>() || model.as<KernelDensity>() ||
                         model.as<OneClassSvm>() || model.as<NeighbourDistance>();
  return outlier_scores(model, x).leftCols(clusters(model) - (threshold ? 1 : 0));
}

}  // namespace

TEST_CASE("a randomised model has the kind, size and top probability of the model, and nothing else of it") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const Matrix x = samples::uniform(60, 6, seed + 3);
  for (const ClusterModel& model : samples::all_models(4, 6, seed)) {
    CAPTURE(kind(model), beta(model));
    const auto other = randomised(model, x, seed);
    CHECK(kind(other) == kind(model));
    CHECK(clusters(other) == clusters(model));
    CHECK(features(other) == features(model));
    const Matrix outlier = outlier_scores(other, x);
    CHECK(outlier.allFinite());
    CHECK((placed_scores(other, x) - placed_scores(model, x)).cwiseAbs().minCoeff() > 0);
    CHECK(std::isinf(beta(other)) == std::isinf(beta(model)));
    if (std::isfinite(beta(model)))
      CHECK(mean_top_probability(outlier, beta(other)) ==
            Approx(mean_top_probability(outlier_scores(model, x), beta(model))).epsilon(tolerance::oracle));
    CHECK(outlier_scores(randomised(model, x, seed), x) == outlier);
    CHECK(outlier_scores(randomised(model, x, seed + 1), x) != outlier);
  }
}

TEST_CASE("randomised models of data far from 0 are those of the same data near it: random around the data") {
  const Matrix x = samples::on_grid(samples::uniform(60, 6, 9));
  Eigen::RowVectorXd shift(6);
  shift << 1e6, -1e6, 0, 5e8, 1e6, 1e3;
  for (const ClusterModel& model : samples::models(4, 6, 1)) {
    if (model.as<SphericalKMeans>()) continue;  // directions are seen from 0
    const auto* kmeans = model.as<KMeans>();
    if (kmeans != nullptr && !kmeans->offset.isZero(0)) continue;  // without biases, so are centroids
    CAPTURE(kind(model), beta(model));
    const Matrix far = x.rowwise() + shift;
    const auto other = randomised(samples::shifted(model, shift), far, 3);
    std::set<Index> reached;
    for (const Index k : assign(outlier_scores(other, far))) reached.insert(k);
    CHECK(reached.size() >= 2);
  }
}

TEST_CASE("randomised centroids keep the mean and spread of the entries, and the biases their kind") {
  const KMeans model = samples::kmeans(30, 40, 3, 1);
  const Matrix x = samples::uniform(20, 40, 2);
  const auto drawn = randomised(model, x, 1).get<KMeans>();
  CHECK(drawn.centroids.mean() == Approx(model.centroids.mean()).margin(tolerance::sampling));
  const auto spread = [](const Matrix& m) { return std::sqrt((m.array() - m.mean()).square().mean()); };
  CHECK(spread(drawn.centroids) == Approx(spread(model.centroids)).margin(tolerance::sampling));
  CHECK(drawn.offset.isZero(0));
  const auto unbiased = randomised(without_bias(model), x, 1).get<KMeans>();
  laws::equal(unbiased.offset, Vector(-unbiased.centroids.rowwise().squaredNorm()));
}
