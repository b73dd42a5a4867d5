#include <neon/clustering/assignment.hpp>
#include <neon/clustering/finite.hpp>
#include <neon/clustering/without_feature.hpp>
#include <neon/core/error.hpp>
#include <neon/explain/model_background.hpp>
#include <neon/neuralize/neuralize.hpp>

namespace neon {

Background model_background(const ClusterModel& model, Matrix x) {
  require(x.rows() > 0, "model_background: 0 points should be at least 1");
  require_finite(x, "model_background");
  Labels cluster = assign(outlier_scores(model, x));
  return {.x = std::move(x),
          .cluster = std::move(cluster),
          .clusters = clusters(model),
          .without = [model](Index feature, Index c) -> Evidence {
            const auto network = std::make_shared<const Network>(neuralize(without_feature(model, feature), c));
            return {.features = features(model),
                    .beta = beta(model),
                    .margins =
                        [network](const MatrixView& points) {
                          return std::visit([&](const auto& net) { return net.margins(points); }, *network);
                        },
                    .pullback =
                        [network](const MatrixView& points, const MatrixView& weight) {
                          return std::visit([&](const auto& net) { return net.pullback(points, weight); }, *network);
                        }};
          }};
}

}  // namespace neon
