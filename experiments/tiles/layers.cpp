#include "experiments/tiles/layers.hpp"

#include <neon/clustering/assignment.hpp>
#include <neon/clustering/kmeans.hpp>
#include <neon/core/progress.hpp>

#include <algorithm>

namespace neon::experiments::tiles {
namespace {

constexpr Index labels = 2;

/// Hard clusters as a surrogate.
Reached by_kmeans(const Matrix& train, const Labels& defective, const Matrix& test, const LayerOptions& options) {
  const KMeans model = fit_kmeans(train, options.clusters, {.seed = options.seed}).model;
  const Matrix of_train = soft_assign(model.outlier_scores(train), infinity),
               posterior = class_posteriors(of_train, defective, labels);
  return {of_train * posterior, soft_assign(model.outlier_scores(test), infinity) * posterior};
}

}  // namespace

LayerStudy study_layer(const std::string& name, const Matrix& train, const Labels& defective, const Matrix& test,
                       const LayerOptions& options, StageTimer& timer) {
  LayerStudy layer;
  layer.name = name;
  timer.start("deep embedded clustering");
  DeepEmbeddedClustering& model = layer.surrogate.model;
  model = fit_deep_embedded(train, options.clusters,
                            {.hidden = {options.hidden},
                             .code = std::min(options.code, train.cols()),
                             .degrees = options.degrees,
                             .radius = options.radius,
                             .pretraining = options.pretraining,
                             .self_training = options.self_training,
                             .seed = options.seed,
                             .progress = progress_bar(name)})
              .model;
  layer.surrogate.posterior = class_posteriors(soft_assign(model.outlier_scores(train), model.beta), defective, labels);
  layer.dec = {layer.surrogate.predict(train), layer.surrogate.predict(test)};
  layer.train_code = model.embed(train);
  layer.test_code = model.embed(test);
  timer.start("k-means");
  layer.code_kmeans = by_kmeans(layer.train_code, defective, layer.test_code, options);
  layer.raw_kmeans = by_kmeans(train, defective, test, options);
  timer.stop();
  return layer;
}

}  // namespace neon::experiments::tiles
