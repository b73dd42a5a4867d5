#include <neon/clustering/assigner.hpp>
#include <neon/clustering/assignment.hpp>

#include <catch2/catch.hpp>

#include "support/sample_neighbours.hpp"

using namespace neon;

TEST_CASE("members of a tree keep their cluster, all other points go where their outlier score is smallest") {
  // 5 was merged with 0 and 2.9; the mean member of the other cluster is nearer.
  const Matrix members{{0, 0}, {2.9, 0}, {5, 0}, {6, 0}, {6.5, 0}};
  const ClusterModel model = make_agglomerative(members, {0, 0, 0, 1, 1}, Linkage::ward);
  const Assigner assigner(model);
  const AssignedPoints fitted = assigner(members);
  CHECK(fitted.cluster == Labels{0, 0, 0, 1, 1});
  CHECK(fitted.differ == 1);

  const Matrix near{{std::nextafter(5, 6), 0}, {5, -0.0}, {5, 1e-300}, {-0.0, 0}};
  const AssignedPoints assigned = assigner(near);
  CHECK(assigned.cluster == Labels{1, 0, 1, 0});
  CHECK(assigned.differ == 1);
  CHECK_THROWS_WITH(assigner(Matrix::Zero(1, 3)), Catch::Contains("3 features should be 2"));
}

TEST_CASE("copies in one cluster are one member, copies in several go by the rule") {
  const Matrix members{{4, 4}, {4, 4}, {9, 9}, {0, 0}, {4, 4}, {9, 9}, {9, 8}};
  const Labels cluster{1, 1, 1, 0, 1, 0, 0};
  const ClusterModel model = make_agglomerative(members, cluster, Linkage::average);
  const AssignedPoints found = Assigner(model)(members);
  const Labels by_rule = assign(outlier_scores(model, members));
  for (const std::size_t n : {0, 1, 3, 4, 6}) CHECK(found.cluster[n] == cluster[n]);
  for (const std::size_t n : {2, 5}) CHECK(found.cluster[n] == by_rule[n]);
}

TEST_CASE("models that are no trees assign by their outlier scores") {
  const Matrix x = samples::uniform(50, 3, 2);
  for (const ClusterModel& model : samples::all_models(4, 3, 1)) {
    CAPTURE(kind(model));
    const AssignedPoints assigned = Assigner(model)(x);
    CHECK(assigned.cluster == assign(outlier_scores(model, x)));
    CHECK(assigned.differ == 0);
  }
}
