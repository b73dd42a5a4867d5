#include <neon/core/frame.hpp>
#include <neon/neuralize/distance_network.hpp>
#include <neon/neuralize/require_cluster.hpp>

namespace neon {

PooledDistances pooled_distances(const KernelKMeans& model, Index c) {
  require_cluster(c, model.clusters(), model.beta);
  Vector offset(model.support.rows());
  for (Index k = 0; k < model.clusters(); ++k)
    offset.segment(model.first(k), model.members(k)).setConstant(model.log_norm(k));
  const Eigen::RowVectorXd origin = frame_of(model.support).origin;
  return {c,
          {.origin = origin,
           .member = model.support.rowwise() - origin,
           .begin = model.begin,
           .offset = std::move(offset),
           .points = std::make_shared<const Matrix>(model.support)},
          model.gamma};
}

}  // namespace neon
