#include <neon/clustering/deep_kmeans.hpp>
#include <neon/clustering/models.hpp>
#include <neon/core/error.hpp>

#include <catch2/catch.hpp>

#include "clustering/brute_force.hpp"
#include "clustering/threads.hpp"
#include "support/laws.hpp"
#include "support/samples.hpp"

using namespace neon;
using Catch::Contains;

namespace {

DeepKMeans random_model(const std::vector<Index>& widths, std::uint64_t seed) {
  DeepKMeans model;
  for (std::size_t l = 0; l + 1 < widths.size(); ++l)
    model.layers.push_back(
        {samples::normal(widths[l + 1], widths[l], seed + 2 * l), samples::normal(widths[l + 1], 1, seed + 2 * l + 1)});
  model.centroids = samples::normal(3, widths.back(), seed + 100);
  return model;
}

}  // namespace

TEST_CASE("deep outlier scores are squared distances after the network") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const auto widths = GENERATE(std::vector<Index>{4, 2}, std::vector<Index>{4, 9, 2}, std::vector<Index>{4, 9, 7, 2});
  const DeepKMeans model = random_model(widths, seed);
  const Matrix x = samples::normal(GENERATE(1, 300), 4, seed + 50);
  const Matrix phi = brute_force::embed(model, x);
  laws::equal(model.embed(x), phi);
  laws::equal(model.outlier_scores(x), brute_force::outlier_scores(KMeans{model.centroids, Vector::Zero(3), 1}, phi));
  laws::equal(outlier_scores(ClusterModel(model), x), model.outlier_scores(x));
}

TEST_CASE("the embedding does not depend on the threads") {
  const DeepKMeans model = random_model({4, 9, 7, 2}, 1);
  const Matrix x = samples::normal(900, 4, 2);
  const auto compute = [&] { return model.embed(x); };
  CHECK(with_threads(1, compute) == with_threads(2, compute));
}

TEST_CASE("the embedding refuses points of another size") {
  const DeepKMeans model = random_model({4, 9, 2}, 1);
  CHECK_THROWS_WITH(model.embed(Matrix::Zero(2, 5)), Contains("5 features should be 4"));
  CHECK_THROWS_WITH(outlier_scores(ClusterModel(model), Matrix::Zero(2, 5)), Contains("5 features should be 4"));
}
