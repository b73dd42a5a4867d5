#include <neon/explain/explanation_rows.hpp>
#include <neon/explain/kernels/midpoint_tile.hpp>
#include <neon/network/competitors.hpp>

#include "support/laws.hpp"
#include "support/sample_models.hpp"
#include "support/slow_networks.hpp"

using namespace neon;

namespace {

/// One point, margin by margin: the formulas of the min-take-most shares and of the midpoint rule.
struct SlowPoint {
  Vector relevance;
  double logit = 0, smallest = infinity, negative = 0, total = 0;

  SlowPoint(const KMeans& model, const Eigen::RowVectorXd& x, Index c) : relevance(Vector::Zero(x.size())) {
    std::vector<double> margins;
    for (Index k = 0; k < model.clusters(); ++k)
      if (k != c)
        margins.push_back((x - model.centroids.row(k)).squaredNorm() - (x - model.centroids.row(c)).squaredNorm());
    logit = slow::soft_min(margins, model.beta);
    const std::vector<double> share = slow::shares(margins, model.beta);
    for (std::size_t column = 0; column < margins.size(); ++column) {
      const Index k = competitor_cluster(c, static_cast<Index>(column));
      const double message = share[column] * logit;
      for (Index i = 0; i < x.size(); ++i)
        relevance(i) += (x(i) - (model.centroids(c, i) + model.centroids(k, i)) / 2) * 2 *
                        (model.centroids(c, i) - model.centroids(k, i)) / margins[column] * message;
      smallest = std::min(smallest, std::abs(margins[column]));
      negative += margins[column] < 0 ? std::abs(message) : 0;
      total += std::abs(message);
    }
  }
};

}  // namespace

TEST_CASE("a tile is the midpoint rule, point by point, for points of different clusters at once", "[kernels]") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const double beta = GENERATE(0.7, 8.0);
  const Index clusters = GENERATE(2, 5), d = GENERATE(1, 6), n = GENERATE(1, 7, 64);
  const KMeans model = samples::kmeans(clusters, d, beta, seed);
  const Matrix x = samples::uniform(n, d, seed + 1);
  Labels cluster;
  for (Index row = 0; row < n; ++row) cluster.push_back(row % clusters);
  Explanation found = empty_explanation(n + 2, d, 0);  // rows from 2 on
  const MidpointTile tile(model);
  tile(x, false, cluster.data(), 2, found);
  Matrix relevance(n, d);
  Vector logit(n), smallest(n), negative(n);
  for (Index row = 0; row < n; ++row) {
    const SlowPoint slow(model, x.row(row), row % clusters);
    relevance.row(row) = slow.relevance.transpose();
    logit(row) = slow.logit;
    smallest(row) = slow.smallest;
    negative(row) = slow.negative / slow.total;
  }
  laws::equal(Matrix(found.relevance.bottomRows(n)), relevance, tolerance::amplified);
  laws::equal(Vector(found.logit.tail(n)), logit);
  laws::equal(Vector(found.residual.tail(n)), Vector(relevance.rowwise().sum() - logit), tolerance::amplified);
  laws::equal(Vector(found.smallest_denominator.tail(n)), smallest);
  laws::equal(Vector(found.negative_share.tail(n)), negative);
}

TEST_CASE("a tile finds the nearest centroid, of several the first", "[kernels]") {
  // Their mean, which the tile tells places from, is exact.
  const KMeans model{Matrix{{0, 0}, {2, 0}, {10, 9}}, Vector::Zero(3), infinity};
  const Matrix x{{1, 5}, {0.5, 0}, {8, 8}, {1.5, 1}};
  Labels cluster(4);
  Explanation found = empty_explanation(4, 2, 0);
  const MidpointTile tile(model);
  tile(x, true, cluster.data(), 0, found);
  CHECK(cluster == Labels{0, 0, 2, 1});
  CHECK(found.logit(0) == 0);
  CHECK(found.relevance.allFinite());
}
