#include <neon/clustering/assignment.hpp>
#include <neon/clustering/finite.hpp>
#include <neon/clustering/without_feature.hpp>
#include <neon/core/error.hpp>
#include <neon/explain/model_background.hpp>
#include <neon/neuralize/neuralize.hpp>

namespace neon {

namespace {

Matrix with_0(const MatrixView& x, Index feature) {
  Matrix result = x;
  result.col(feature).setZero();
  return result;
}

}  // namespace

Evidence evidence_without(const ClusterModel& model, Index feature, Index c) {
  const auto network = std::make_shared<const Network>(neuralize(without_feature(model, feature), c));
  return {.features = features(model),
          .beta = beta(model),
          .margins = [network, feature](const MatrixView& points) { return network->margins(with_0(points, feature)); },
          .pullback =
              [network, feature](const MatrixView& points, const MatrixView& weight) {
                return with_0(network->pullback(with_0(points, feature), weight), feature);
              }};
}

Background model_background(const ClusterModel& model, Matrix x) {
  require(x.rows() > 0, "model_background: 0 points should be at least 1");
  require_finite(x, "model_background");
  Labels cluster = assign(outlier_scores(model, x));
  return {.x = std::move(x),
          .cluster = std::move(cluster),
          .clusters = clusters(model),
          .without = [model](Index feature, Index c) { return evidence_without(model, feature, c); }};
}

}  // namespace neon
