#include <neon/core/error.hpp>
#include <neon/neuralize/standard_network.hpp>

namespace neon {

StandardNetwork neuralize(const KMeans& model, Index c) {
  const Index clusters = model.clusters();
  require(clusters >= 2, "neuralize: {} clusters should be at least 2", clusters);
  require(c >= 0 && c < clusters, "neuralize: cluster {} should be in [0, {})", c, clusters);
  require(model.beta > 0, "neuralize: beta {} should be positive", model.beta);
  require(model.offset.size() == clusters, "neuralize: {} offsets should be {}", model.offset.size(), clusters);

  StandardNetwork net{.cluster = c, .pool = {model.beta}};
  net.detection.weight.resize(clusters - 1, model.features());
  net.detection.bias.resize(clusters - 1);
  net.root.resize(clusters - 1, model.features());
  const auto own = model.centroids.row(c);
  for (Index column = 0; column + 1 < clusters; ++column) {
    const Index k = competitor_cluster(c, column);
    const auto other = model.centroids.row(k);
    net.detection.weight.row(column) = 2 * (own - other);
    net.detection.bias(column) = other.squaredNorm() - own.squaredNorm() + model.offset(k) - model.offset(c);

    // The midpoint, moved along w onto the hyperplane h_k = 0; without offsets it is there already.
    const auto w = net.detection.weight.row(column);
    const double shift = model.offset(k) - model.offset(c);
    net.root.row(column) = 0.5 * (own + other);
    if (shift != 0 && w.squaredNorm() > 0) net.root.row(column) -= shift / w.squaredNorm() * w;
  }
  return net;
}

}  // namespace neon
