#include "experiments/surrogate/study.hpp"

#include <neon/clustering/assignment.hpp>
#include <neon/clustering/kmeans.hpp>
#include <neon/core/progress.hpp>
#include <neon/network/single_precision.hpp>

#include <algorithm>

namespace neon::experiments::surrogate {
namespace {

/// Hard clusters by k-means as a surrogate.
Reached by_kmeans(const Matrix& train, const Labels& label, Index classes, const Matrix& test,
                  const StudyOptions& options) {
  const KMeans model = fit_kmeans(train, options.clusters, {.seed = options.seed}).model;
  const auto q = [&](const Matrix& x) { return soft_assign(model.outlier_scores(x), infinity); };
  const Matrix of_train = q(train), posterior = class_posteriors(of_train, label, classes);
  return {of_train * posterior, q(test) * posterior};
}

}  // namespace

Passed pass(const ImageNetwork& network, const FeatureMaps& rgb) {
  constexpr Index batch = 256;
  const SinglePrecision fast(network);
  std::vector<Index> values;
  for (const char* stage : cifar_resnet::stages) values.push_back(network.find(stage));
  values.push_back(network.last());
  std::vector<Matrix> all;
  const ProgressFn progress = progress_bar("images");
  for (Index first = 0; first < rgb.count; first += batch) {
    const Index count = std::min(batch, rgb.count - first);
    const std::vector<Matrix> some = fast.pooled(cifar_resnet::preprocess(part_of(rgb, first, count)), values);
    if (all.empty())
      for (const Matrix& value : some) all.emplace_back(rgb.count, value.cols());
    for (std::size_t v = 0; v < some.size(); ++v) all[v].middleRows(first, count) = some[v];
    progress(first + count, rgb.count);
  }
  Passed result;
  result.predicted = assign(-all.back());
  all.pop_back();
  result.pooled = std::move(all);
  return result;
}

std::vector<LayerStudy> study(const ImageNetwork& network, const Passed& train, const Labels& label, Index classes,
                              const Passed& test, const StudyOptions& options, StageTimer& timer) {
  std::vector<LayerStudy> layers;
  for (std::size_t l = 0; l < train.pooled.size(); ++l) {
    const Matrix &x = train.pooled[l], &held_out = test.pooled[l];
    LayerStudy layer;
    layer.name = cifar_resnet::stages[l];
    layer.value = network.find(layer.name);
    timer.start("deep embedded clustering");
    DeepEmbeddedFit fit = fit_deep_embedded(x, options.clusters,
                                            {.hidden = options.hidden,
                                             .code = std::min(options.code, x.cols()),
                                             .degrees = options.degrees,
                                             .radius = options.radius,
                                             .pretraining = options.pretraining,
                                             .self_training = options.self_training,
                                             .seed = options.seed,
                                             .progress = progress_bar(layer.name)});
    layer.reconstruction = fit.error;
    layer.surrogate.model = std::move(fit.model);
    const DeepEmbeddedClustering& model = layer.surrogate.model;
    layer.surrogate.posterior = class_posteriors(soft_assign(model.outlier_scores(x), model.beta), label, classes);
    layer.dec = {layer.surrogate.predict(x), layer.surrogate.predict(held_out)};
    layer.train_code = model.embed(x);
    layer.test_code = model.embed(held_out);
    timer.start("k-means");
    layer.code_kmeans = by_kmeans(layer.train_code, label, classes, layer.test_code, options);
    layer.raw_kmeans = by_kmeans(x, label, classes, held_out, options);
    timer.stop();
    layers.push_back(std::move(layer));
  }
  return layers;
}

}  // namespace neon::experiments::surrogate
