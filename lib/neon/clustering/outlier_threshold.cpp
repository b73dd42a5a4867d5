#include <neon/clustering/outlier_threshold.hpp>
#include <neon/core/error.hpp>
#include <neon/core/frame.hpp>
#include <neon/network/min_pool.hpp>
#include <neon/neuralize/require_cluster.hpp>

#include <algorithm>
#include <cmath>

namespace neon {

double outlier_threshold(Vector score, double share) {
  require(share > 0 && share < 1, "outlier threshold: share of outliers {} should be in (0, 1)", share);
  const Index n = score.size();
  require(n >= 2, "outlier threshold: {} points should be at least 2", n);
  std::sort(score.begin(), score.end());
  const Index beyond = std::clamp<Index>(static_cast<Index>(std::lround(share * static_cast<double>(n))), 1, n - 1),
              last = n - beyond - 1;
  return score(last) + 0.5 * (score(last + 1) - score(last));
}

Setting outlier_share_setting() {
  return {.name = "outliers",
          .description = "share of the points that lie beyond the threshold",
          .standard = "0.05",
          .type = Setting::Type::number};
}

Network threshold_network(Index c, const MatrixView& points, const Vector& offset, double threshold,
                          ConstantMarginOptions options, double beta) {
  require_cluster(c, 2, beta);
  options.favours = c == 0 ? Favours::cluster : Favours::constant;
  const Eigen::RowVectorXd origin = frame_of(points).origin;
  ConstantMargins margins({.origin = origin,
                           .member = points.rowwise() - origin,
                           .begin = {0, points.rows()},
                           .offset = offset,
                           .points = std::make_shared<const Matrix>(points)},
                          Vector::Constant(1, threshold), std::move(options));
  return chain(c, {{std::move(margins), Role::detection}, {MinPool{{beta}}, Role::pool}});
}

}  // namespace neon
