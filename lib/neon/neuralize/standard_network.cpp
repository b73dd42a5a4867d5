#include <neon/core/error.hpp>
#include <neon/core/frame.hpp>
#include <neon/network/affine.hpp>
#include <neon/network/min_pool.hpp>
#include <neon/neuralize/require_cluster.hpp>
#include <neon/neuralize/standard_network.hpp>

namespace neon {

StandardNetwork::operator Network() const {
  return chain(cluster, {{Affine{detection, root}, Role::detection}, {MinPool{pool}, Role::pool}});
}

StandardNetwork neuralize(const KMeans& model, Index c) {
  const Index clusters = model.clusters();
  require_cluster(c, clusters, model.beta);
  require(model.offset.size() == clusters, "neuralize: {} offsets should be {}", model.offset.size(), clusters);

  StandardNetwork net{.cluster = c, .pool = {model.beta}};
  net.detection.weight.resize(clusters - 1, model.features());
  net.detection.bias.resize(clusters - 1);
  net.detection.origin = frame_of(model.centroids).origin;
  net.root.resize(clusters - 1, model.features());
  const Matrix centred = net.detection.centred(model.centroids);
  for (Index column = 0; column + 1 < clusters; ++column) {
    const Index k = competitor_cluster(c, column);
    const Eigen::RowVectorXd w = 2 * (centred.row(c) - centred.row(k)),
                             middle = 0.5 * (centred.row(c) + centred.row(k));
    const double shift = model.offset(k) - model.offset(c);
    net.detection.weight.row(column) = w;
    net.detection.bias(column) = shift - w.dot(middle);
    // The midpoint, moved along w onto the hyperplane h_k = 0; without offsets it is there already.
    net.root.row(column) = middle;
    if (shift != 0 && w.squaredNorm() > 0) net.root.row(column) -= shift / w.squaredNorm() * w;
  }
  return net;
}

}  // namespace neon
