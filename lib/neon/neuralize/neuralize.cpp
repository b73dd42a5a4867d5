#include <neon/core/error.hpp>
#include <neon/network/affine.hpp>
#include <neon/network/min_pool.hpp>
#include <neon/network/normalisation.hpp>
#include <neon/network/rectifier.hpp>
#include <neon/neuralize/distance_network.hpp>
#include <neon/neuralize/gaussian_network.hpp>
#include <neon/neuralize/neuralize.hpp>

namespace neon {

Network neuralize(const ClusterModel& model, Index c) {
  return std::visit([c](const auto& m) -> Network { return neuralize(m, c); }, model);
}

Network neuralize(const KernelKMeans& model, Index c) {
  return chain(c, {{pooled_distances(model, c), Role::detection}, {MinPool{{model.beta}}, Role::pool}});
}

Network neuralize(const Agglomerative& model, Index c) {
  return chain(c, {{pooled_distances(model, c), Role::detection}, {MinPool{{model.beta}}, Role::pool}});
}

Network neuralize(const DeepKMeans& model, Index c) {
  require(!model.layers.empty(), "neuralize: a deep model should have at least one layer");
  const StandardNetwork top = neuralize(KMeans{model.centroids, Vector::Zero(model.clusters()), model.beta}, c);
  std::vector<std::pair<Layer, Role>> layers{
      {Affine{model.layers.front(), {}, {}, Bands::of(model.layers.front().weight)}, Role::input}};
  for (std::size_t l = 1; l < model.layers.size(); ++l) {
    layers.emplace_back(Rectifier{}, Role::element_wise);
    layers.emplace_back(Affine{model.layers[l], {}, model.layers[l].weight.transpose()}, Role::hidden);
  }
  layers.emplace_back(Affine{top.detection, top.root}, Role::detection);
  layers.emplace_back(MinPool{top.pool}, Role::pool);
  return chain(c, layers);
}

Network on_directions(const StandardNetwork& network) {
  return chain(network.cluster, {{Normalisation{network.detection.inputs()}, Role::element_wise},
                                 {Affine{network.detection, network.root}, Role::detection},
                                 {MinPool{network.pool}, Role::pool}});
}

Network neuralize(const SphericalKMeans& model, Index c) {
  return on_directions(neuralize(KMeans{model.centroids, Vector::Zero(model.clusters()), model.beta}, c));
}

Network neuralize(const GaussianMixture& model, Index c) {
  if (model.shared()) return shared_gaussian_network(model, c);
  return chain(c, {{quadratic_gaussian_layer(model, c), Role::detection}, {MinPool{{model.beta}}, Role::pool}});
}

}  // namespace neon
