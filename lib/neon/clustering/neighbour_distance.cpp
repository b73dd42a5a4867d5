#include <neon/clustering/finite.hpp>
#include <neon/clustering/neighbour_distance.hpp>
#include <neon/clustering/outlier_threshold.hpp>

#include <cmath>
#include <utility>

namespace neon {

Matrix NeighbourDistance::outlier_scores(const MatrixView& x) const {
  require(x.cols() == features(), "neighbour distance: {} features should be {}", x.cols(), features());
  Matrix outlier(x.rows(), 2);
  outlier.col(0) = search.kth_squares(x, neighbours);
  outlier.col(1).setConstant(threshold);
  return outlier;
}

Network NeighbourDistance::neuralize(Index c) const {
  return threshold_network(c, search.points(), {}, threshold, {.favours = {}, .rank = neighbours}, beta);
}

void NeighbourDistance::parameters(ParameterVisitor& visit) {
  Matrix points = search.points();
  auto count = static_cast<double>(neighbours);
  visit.matrix("points", points, Unit::place);
  visit.number("neighbours", count, Unit::none);
  visit.number("threshold", threshold, Unit::square);
  visit.stiffness(beta);
  if (!visit.changes()) return;
  require(count >= 1 && count <= static_cast<double>(points.rows()) && count == std::floor(count),
          "the attribute neighbours is {}, should be a whole number from 1 to {}, the number of points", count,
          points.rows());
  neighbours = static_cast<Index>(count);
  search = NeighbourSearch(std::move(points));
}

void NeighbourDistance::check(const ModelCheck& check) const {
  const MatrixView points = search.points();
  require(points.rows() >= 1 && features() >= 1, "{}: {} points of {} features should be at least 1 by 1", check.where,
          points.rows(), features());
  check.squares("points", points);
  require(std::isfinite(threshold), "{}: the attribute threshold is {}, should be finite", check.where, threshold);
  check.stiffness(beta);
}

NeighbourDistance make_neighbour_distance(const MatrixView& x, Index neighbours, double share) {
  require(neighbours >= 1 && neighbours <= x.rows(),
          "neighbour distance: k = {} should be at least 1 and at most {}, the number of points", neighbours, x.rows());
  require_finite(x, "neighbour distance");
  NeighbourDistance model{.search = NeighbourSearch(x), .neighbours = neighbours};
  model.threshold = outlier_threshold(model.outlier_scores(x).col(0), share);
  return model;
}

}  // namespace neon

namespace neon::models {

ModelKind neighbour_distance() {
  return {.name = std::string(NeighbourDistance::kind),
          .description = "distance to the k-th nearest point: outliers are beyond a threshold",
          .source =
              "Ramaswamy, Rastogi and Shim, Efficient algorithms for mining outliers from large data sets, SIGMOD "
              "2000",
          .blank = NeighbourDistance{},
          .fit = [](const MatrixView& x, const FitOptions& options) -> ClusterModel {
            return make_neighbour_distance(x, options.whole("neighbours"), options.number("outliers"));
          },
          .settings = {{.name = "neighbours",
                        .description = "how many of the nearest points vote, or which one tells the distance",
                        .standard = "5",
                        .type = Setting::Type::whole},
                       outlier_share_setting()},
          .clusters = ModelKind::Clusters::found,
          .softens = false};
}

}  // namespace neon::models
