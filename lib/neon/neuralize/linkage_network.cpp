#include <neon/core/frame.hpp>
#include <neon/neuralize/distance_network.hpp>
#include <neon/neuralize/require_cluster.hpp>

#include <numeric>

namespace neon {
namespace {

/// The members themselves.
PooledMembers all_members(const Agglomerative& model, const Eigen::RowVectorXd& origin) {
  return {.origin = origin,
          .member = model.members.rowwise() - origin,
          .begin = model.begin,
          .points = std::make_shared<const Matrix>(model.members)};
}

/// The means of the clusters, and for average linkages the variances about them.
PooledMembers means(const Agglomerative& model, const Eigen::RowVectorXd& origin) {
  const Index clusters = model.clusters();
  PooledMembers result{.origin = origin,
                       .member = Matrix(clusters, model.features()),
                       .begin = std::vector<Index>(static_cast<std::size_t>(clusters) + 1)};
  if (model.linkage != Linkage::ward) result.variance = Matrix(clusters, model.features());
  for (Index k = 0; k < clusters; ++k) {
    const Matrix z = model.points(k).rowwise() - origin;
    result.member.row(k) = z.colwise().mean();
    if (result.variance.size())
      result.variance.row(k) = (z.rowwise() - result.member.row(k)).cwiseAbs2().colwise().mean();
  }
  std::iota(result.begin.begin(), result.begin.end(), 0);
  result.points = std::make_shared<const Matrix>(result.member.rowwise() + origin);
  return result;
}

}  // namespace

PooledDistances pooled_distances(const Agglomerative& model, Index c) {
  require_cluster(c, model.clusters(), model.beta);
  frame_of(model.members);  // refuses distances that are out of range
  const Eigen::RowVectorXd origin = column_means(model.points(c));
  switch (model.linkage) {
    case Linkage::single:
      return {c, all_members(model, origin), infinity};
    case Linkage::complete:
      return {c, all_members(model, origin), -infinity};
    default:
      return {c, means(model, origin), infinity};
  }
}

}  // namespace neon
