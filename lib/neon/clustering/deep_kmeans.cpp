#include <neon/clustering/deep_kmeans.hpp>
#include <neon/clustering/different_points.hpp>
#include <neon/clustering/distances.hpp>
#include <neon/clustering/fit.hpp>
#include <neon/core/error.hpp>
#include <neon/core/parallel.hpp>
#include <neon/layers/activation.hpp>
#include <neon/network/affine.hpp>
#include <neon/network/min_pool.hpp>
#include <neon/network/rectifier.hpp>
#include <neon/neuralize/standard_network.hpp>

namespace neon {

Matrix DeepKMeans::embed(const MatrixView& x) const {
  require(x.cols() == features(), "DeepKMeans: {} features should be {}", x.cols(), features());
  Matrix phi(x.rows(), layers.back().outputs());
  parallel_blocks(x.rows(), 256, [&](Index first, Index last) {
    Matrix activation = layers.front().forward(x.middleRows(first, last - first));
    for (std::size_t l = 1; l < layers.size(); ++l) {
      SaturatingRelu::apply(activation);
      activation = layers[l].forward(activation);
    }
    phi.middleRows(first, last - first) = activation;
  });
  return phi;
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
  require(!layers.empty(), "{}: 'layers' is empty, should hold at least one layer", check.where);
  Index inputs = layers.front().inputs();
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const Linear& layer = layers[i];
    const std::string name = fmt::format("layers/{}/", i);
    require(layer.outputs() >= 1 && layer.inputs() >= 1 && layer.inputs() == inputs,
            "{}: '{}weight' is [{}, {}], should be [outputs, {}]", check.where, name, layer.outputs(), layer.inputs(),
            inputs);
    check.finite(name + "weight", layer.weight);
    check.length(name + "bias", layer.bias.size(), layer.outputs());
    check.finite(name + "bias", layer.bias);
    inputs = layer.outputs();
  }
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
