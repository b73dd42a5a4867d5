#include "experiments/surrogate/concepts.hpp"

#include <neon/clustering/assignment.hpp>
#include <neon/clustering/distances.hpp>
#include <neon/explain/node_propagator.hpp>
#include <neon/explain/propagator.hpp>
#include <neon/network/map_pools.hpp>

#include <algorithm>
#include <numeric>

#include "experiments/surrogate/schema.hpp"
#include "experiments/surrogate/similar.hpp"

namespace neon::experiments::surrogate {
namespace {

/// The clusters of most points, largest first.
Labels largest_clusters(const Labels& cluster, Index clusters, Index count) {
  Labels size(static_cast<std::size_t>(clusters), 0), order(size.size());
  for (const Index k : cluster) ++size[static_cast<std::size_t>(k)];
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) {
    return size[static_cast<std::size_t>(a)] > size[static_cast<std::size_t>(b)];
  });
  order.resize(static_cast<std::size_t>(std::min(count, clusters)));
  return order;
}

}  // namespace

void record_concepts(const ImageNetwork& network, const Cifar& cifar, const LayerStudy& layer, Index clusters,
                     Index images, ResultWriter& writer) {
  const DeepEmbeddedClustering& model = layer.surrogate.model;
  const Matrix distance = squared_distances(layer.train_code, model.centroids);
  const NodePropagator down(network, node_composites::find("gamma=0.25"));
  Labels rows, cluster;
  for (const Index k : largest_clusters(row_argmin(distance), model.clusters(), clusters)) {
    Labels order(static_cast<std::size_t>(distance.rows()));
    std::iota(order.begin(), order.end(), 0);
    const Index count = std::min(images, distance.rows());
    std::partial_sort(order.begin(), order.begin() + count, order.end(),
                      [&](Index a, Index b) { return distance(a, k) < distance(b, k); });
    for (Index n = 0; n < count; ++n) {
      rows.push_back(order[static_cast<std::size_t>(n)]);
      cluster.push_back(k);
    }
  }
  const Matrix rgb = image_rows(cifar.train.rgb, rows);
  const auto count = static_cast<Index>(rows.size());
  Matrix relevance(count, 32 * 32);
  Vector logit(count), kept(count);
  // Activations are never negative: z+ below the detections.
  const Composite composite = composites::find("detection=midpoint,hidden=z+,input=z+");
  for (Index n = 0; n < count; ++n) {
    const Matrix x = cifar_resnet::preprocess(part_of(cifar.train.rgb, rows[static_cast<std::size_t>(n)], 1));
    const Run run(network.network(), x, layer.value);
    const Matrix pooled = AveragePooling::grid(network.shape(layer.value), layer.cells).forward(run.value(layer.value));
    const Explanation why = Propagator(model.neuralize(cluster[static_cast<std::size_t>(n)]), composite)(pooled);
    const Matrix at_pixels = down.from_pooled(run, layer.value, why.relevance, layer.cells).pixels;
    relevance.row(n) = at_pixels.reshaped<Eigen::RowMajor>(3, 32 * 32).colwise().sum();
    logit[n] = why.logit[0];
    kept[n] = logit[n] - at_pixels.sum();
  }
  Labels classes;
  for (const Index n : rows) classes.push_back(cifar.train.label[static_cast<std::size_t>(n)]);
  const schema::surrogate::Concepts stored{layer.name};
  stored.cluster.write(writer, cluster);
  stored.classes.write(writer, classes);
  stored.images.write(writer, rgb);
  stored.relevance.write(writer, relevance);
  stored.logit.write(writer, logit);
  stored.kept.write(writer, kept);
}

}  // namespace neon::experiments::surrogate
