#include <neon/clustering/kmeans.hpp>
#include <neon/clustering/model.hpp>

#include <catch2/catch.hpp>

using namespace neon;

TEST_CASE("the stiffness of one of several copies is its own, and where nobody shares a model none is copied") {
  ClusterModel model = KMeans{Matrix{{0.0}, {1.0}}, Vector::Zero(2), 3};
  const KMeans* const alone = model.as<KMeans>();
  set_beta(model, 4);
  CHECK(model.as<KMeans>() == alone);
  CHECK(beta(model) == 4);

  const ClusterModel other = model;
  CHECK(other.as<KMeans>() == alone);
  set_beta(model, 5);
  CHECK(model.as<KMeans>() != alone);
  CHECK(beta(model) == 5);
  CHECK(beta(other) == 4);

  ClusterModel none;
  CHECK_THROWS_WITH(set_beta(none, 1), Catch::Contains("there is none yet"));
  CHECK_THROWS_WITH(set_beta(model, 0), Catch::Contains("beta 0 should be positive"));
}
