#include <neon/clustering/deep_kmeans.hpp>
#include <neon/clustering/dense_stack.hpp>
#include <neon/clustering/different_points.hpp>
#include <neon/clustering/distances.hpp>
#include <neon/clustering/fit.hpp>
#include <neon/core/error.hpp>
#include <neon/network/affine.hpp>
#include <neon/network/min_pool.hpp>
#include <neon/network/rectifier.hpp>
#include <neon/neuralize/standard_network.hpp>

namespace neon {

Matrix DeepKMeans::embed(const MatrixView& x) const {
  require(x.cols() == features(), "DeepKMeans: {} features should be {}", x.cols(), features());
  return dense_outputs(layers, Activation::saturating(), x);
}

Matrix DeepKMeans::outlier_scores(const MatrixView& x) const { return distances_to_centroids(embed(x), centroids); }

Network DeepKMeans::neuralize(Index c) const {
  require(!layers.empty(), "neuralize: a deep model should have at least one layer");
  const StandardNetwork top = neon::neuralize(KMeans{centroids, Vector::Zero(clusters()), beta}, c);
  std::vector<std::pair<Layer, Role>> stack{
      {Affine{layers.front(), {}, {}, Bands::of(layers.front().weight)}, Role::input}};
  for (std::size_t l = 1; l < layers.size(); ++l) {
    stack.emplace_back(Rectifier{}, Role::element_wise);
    stack.emplace_back(Affine{layers[l], {}, layers[l].weight.transpose()}, Role::hidden);
  }
  stack.emplace_back(Affine{top.detection, top.root}, Role::detection);
  stack.emplace_back(MinPool{top.pool}, Role::pool);
  return chain(c, stack);
}

void DeepKMeans::parameters(ParameterVisitor& visit) {
  visit.layers("layers", layers);
  visit.matrix("centroids", centroids, Unit::none);
  visit.stiffness(beta, Unit::none);
}

void DeepKMeans::check(const ModelCheck& check) const {
  const Index inputs = checked_layers(check, "layers", layers);
  check.clusters("centroids", centroids);
  require(centroids.cols() == inputs, "{}: 'centroids' has {} columns, should have {}, the outputs of the last layer",
          check.where, centroids.cols(), inputs);
  require_distinct_clusters(centroids, check.where, "centroid");
  check.stiffness(beta);
}

}  // namespace neon

namespace neon::models {

ModelKind deep_kmeans() {
  return {.name = std::string(DeepKMeans::kind),
          .description = "k-means on the last layer of a neural network; read from files, not fitted here",
          .source = "Kauffmann et al., From clustering to cluster explanations via neural networks, v1, 2019",
          .blank = DeepKMeans{}};
}

}  // namespace neon::models
