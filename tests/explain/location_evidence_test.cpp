#include <neon/explain/location_evidence.hpp>

#include <catch2/catch.hpp>

#include "support/laws.hpp"
#include "support/samples.hpp"
#include "support/slow_networks.hpp"

using namespace neon;

namespace {

Matrix rectified(Index locations, Index channels, std::uint64_t seed) {
  return samples::normal(locations, channels, seed).cwiseMax(0);
}

/// f_c of one location, index by index.
double slow_logit(const KMeans& model, const Matrix& unit, Index l, Index c) {
  std::vector<double> margins;
  for (Index k = 0; k < model.clusters(); ++k)
    if (k != c)
      margins.push_back(slow::squared_distance(unit, l, model.centroids, k) -
                        slow::squared_distance(unit, l, model.centroids, c));
  return slow::soft_min(margins, model.beta);
}

Vector slow_relevance(const KMeans& model, const Vector& u, Index c, double logit, const Rule& rule) {
  const Index others = model.clusters() - 1;
  Matrix w(others, u.size()), root(others, u.size());
  Vector b(others);
  std::vector<double> margins;
  for (Index k = 0, row = 0; k < model.clusters(); ++k) {
    if (k == c) continue;
    w.row(row) = 2 * (model.centroids.row(c) - model.centroids.row(k));
    root.row(row) = (model.centroids.row(c) + model.centroids.row(k)) / 2;
    b(row) = model.centroids.row(k).squaredNorm() - model.centroids.row(c).squaredNorm();
    margins.push_back(w.row(row).dot(u) + b(row));
    ++row;
  }
  const std::vector<double> share = slow::shares(margins, model.beta);
  return slow::propagate(rule, w, b, root, u, logit * Eigen::Map<const Vector>(share.data(), others));
}

}  // namespace

TEST_CASE("Evidence is the positive part of every logit, for one cluster per location at most, pooled") {
  const Matrix activations = rectified(150, 6, GENERATE(1, 2, 3));
  const LocationClusters clusters = cluster_locations(activations, 4);
  const Matrix evidence = positive_evidence(clusters.model, clusters.unit);
  Vector pooled = Vector::Zero(4);
  for (Index l = 0; l < 150; ++l) {
    for (Index c = 0; c < 4; ++c) {
      const double expected = std::max(0.0, slow_logit(clusters.model, clusters.unit, l, c));
      CHECK(evidence(l, c) == Approx(expected).margin(tolerance::rounding));
      pooled(c) += expected;
      if (c != clusters.labels[static_cast<std::size_t>(l)]) CHECK(evidence(l, c) == 0);
    }
  }
  laws::equal(pooled_evidence(clusters.model, activations), pooled);
}

TEST_CASE("The gradient of the pooled evidence is its derivative, through the norm") {
  const std::uint64_t seed = GENERATE(1, 2, 3);
  const Matrix activations = samples::uniform(12, 4, seed).array() + 0.2;
  const LocationClusters clusters = cluster_locations(activations, 3);
  const std::vector<Matrix> gradients = pooled_gradients(clusters.model, activations);
  for (Index l = 0; l < 12; ++l)
    for (Index i = 0; i < 4; ++i) {
      Matrix up = activations, down = activations;
      up(l, i) += tolerance::difference_step;
      down(l, i) -= tolerance::difference_step;
      const Vector numeric = (pooled_evidence(clusters.model, up) - pooled_evidence(clusters.model, down)) /
                             (2 * tolerance::difference_step);
      for (Index c = 0; c < 3; ++c)
        CHECK(std::abs(gradients[static_cast<std::size_t>(c)](l, i) - numeric(c)) <= tolerance::gradient);
    }
}

TEST_CASE("A location's brightness has no gradient, a zero location none at all") {
  Matrix activations = rectified(40, 5, 2);
  activations.row(3).setZero();
  const LocationClusters clusters = cluster_locations(activations, 3);
  for (const Matrix& gradient : pooled_gradients(clusters.model, activations)) {
    CHECK(gradient.allFinite());
    CHECK(gradient.row(3).isZero());
    laws::equal(Vector(gradient.cwiseProduct(activations).rowwise().sum()), Vector(Vector::Zero(40)));
  }
}

TEST_CASE("Relevance of the locations is that of the neuralized model, neuron by neuron") {
  const std::uint64_t seed = GENERATE(1, 2, 3);
  const std::string name = GENERATE("z", "epsilon=0.01", "midpoint");
  const Rule rule = rules::find(name);
  const LocationClusters clusters = cluster_locations(rectified(150, 6, seed), 4);
  const LocationRelevance result = explain_locations(clusters, rule);
  REQUIRE(result.relevance.size() == 4);
  for (Index c = 0; c < 4; ++c) {
    const Matrix& relevance = result.relevance[static_cast<std::size_t>(c)];
    Matrix expected = Matrix::Zero(150, 6);
    for (Index l = 0; l < 150; ++l) {
      const double logit = slow_logit(clusters.model, clusters.unit, l, c);
      if (logit <= 0) continue;
      const Vector u = clusters.unit.row(l);
      expected.row(l) = slow_relevance(clusters.model, u, c, logit, rule);
      if (rule.midpoint)
        for (Index i = 0; i < 6; ++i)
          if (u(i) == 0) expected(l, i) = 0;
    }
    laws::equal(relevance, expected, tolerance::amplified);
    CHECK(result.sum(c) == Approx(relevance.sum()).margin(tolerance::rounding));
    CHECK((relevance.array() == 0 || clusters.unit.array() > 0).all());
  }
  // Where f_c > 0 every margin is at least f_c: no message is divided by a negative number.
  if (name == "z") CHECK(result.negative_share == 0);
  CHECK(result.smallest_denominator > 0);
}

TEST_CASE("The midpoint rule conserves where no channel is silent") {
  const LocationClusters clusters = cluster_locations(samples::uniform(80, 5, 6).array() + 0.01, 4);
  const LocationRelevance result = explain_locations(clusters, rules::midpoint());
  laws::equal(result.sum, Vector(result.evidence.colwise().sum().transpose()), tolerance::conservation);
}

TEST_CASE("One cluster has no competitors: no evidence, no relevance, no NaN") {
  const LocationClusters one = cluster_locations(Matrix::Constant(20, 3, 2.0), 4);
  const LocationRelevance result = explain_locations(one);
  REQUIRE(result.relevance.size() == 1);
  CHECK(result.relevance.front().isZero());
  CHECK(result.evidence.isZero());
  CHECK(pooled_evidence(one.model, Matrix::Constant(20, 3, 2.0)).isZero());
  CHECK(pooled_gradients(one.model, Matrix::Constant(20, 3, 2.0)).front().isZero());
}

TEST_CASE("Zero locations and clusters that coincide with their points give finite maps") {
  Matrix activations = Matrix::Zero(30, 3);
  for (Index l = 0; l < 20; ++l) activations(l, l % 2) = 1 + static_cast<double>(l);
  const LocationClusters clusters = cluster_locations(activations, 8);
  REQUIRE(clusters.clusters() == 3);
  for (const std::string name : {"z", "epsilon", "midpoint"}) {
    const LocationRelevance result = explain_locations(clusters, rules::find(name));
    for (const Matrix& relevance : result.relevance) {
      CHECK(relevance.allFinite());
      CHECK(relevance.bottomRows(10).isZero());
    }
    CHECK(result.evidence.allFinite());
  }
}
