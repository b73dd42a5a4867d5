#include "experiments/surrogate/study.hpp"

#include <neon/clustering/assignment.hpp>
#include <neon/clustering/kmeans.hpp>
#include <neon/core/error.hpp>
#include <neon/core/progress.hpp>
#include <neon/network/single_precision.hpp>

#include <algorithm>

#include "experiments/surrogate/checkpoints.hpp"

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

/// As they are kept in files: rounded to single precision, which they were computed in.
Matrix rounded(const Matrix& x) { return x.cast<float>().cast<double>(); }

/// The network at some images, as means of parts of the maps that are asked for.
class Forward {
 public:
  Forward(const ImageNetwork& network, const StudyOptions& options) : fast_(network), cells_(options.cells) {
    require(cells_.size() == cifar_resnet::stages.size(), "cells of {} layers should be of {}", cells_.size(),
            cifar_resnet::stages.size());
    for (const char* stage : cifar_resnet::stages) values_.push_back(network.find(stage));
    values_.insert(values_.end(), {network.find("pool"), network.last()});
    cells_.insert(cells_.end(), {1, 1});
  }
  Passed operator()(const FeatureMaps& rgb, Index first, Index count) const {
    std::vector<Matrix> all = fast_.pooled(cifar_resnet::preprocess(part_of(rgb, first, count)), values_, cells_);
    Passed result;
    result.predicted = assign(-all.back());
    all.pop_back();
    for (Matrix& x : all) x = rounded(x);
    result.features = std::move(all.back());
    all.pop_back();
    result.activations = std::move(all);
    return result;
  }

 private:
  SinglePrecision fast_;
  std::vector<Index> values_, cells_;
};

void append(Passed& all, const Passed& some, Index first, Index total) {
  if (first == 0) {
    for (const Matrix& x : some.activations) all.activations.emplace_back(total, x.cols());
    all.features.resize(total, some.features.cols());
  }
  const Index count = some.features.rows();
  for (std::size_t l = 0; l < some.activations.size(); ++l)
    all.activations[l].middleRows(first, count) = some.activations[l];
  all.features.middleRows(first, count) = some.features;
  all.predicted.insert(all.predicted.end(), some.predicted.begin(), some.predicted.end());
}

}  // namespace

Passed pass(const ImageNetwork& network, const FeatureMaps& rgb, const StudyOptions& options, const std::string& part) {
  constexpr Index batch = 256, kept = 16 * batch;
  const Forward forward(network, options);
  const ProgressFn progress = progress_bar(part + " images");
  Passed result;
  for (Index first = 0; first < rgb.count; first += kept) {
    const Index count = std::min(kept, rgb.count - first);
    const PassedFile file(options.checkpoints, part, first, part_of(rgb, first, count), options.cells);
    Passed some;
    if (!file.read(some)) {
      for (Index at = 0; at < count; at += batch) {
        append(some, forward(rgb, first + at, std::min(batch, count - at)), at, count);
        progress(first + at, rgb.count);
      }
      file.write(some);
    }
    append(result, some, first, rgb.count);
    progress(first + count, rgb.count);
  }
  return result;
}

std::vector<LayerStudy> study(const ImageNetwork& network, const Passed& train, const Labels& label, Index classes,
                              const Passed& test, const StudyOptions& options, StageTimer& timer) {
  std::vector<LayerStudy> layers;
  for (std::size_t l = 0; l < train.activations.size(); ++l) {
    const Matrix &x = train.activations[l], &held_out = test.activations[l];
    LayerStudy layer;
    layer.name = cifar_resnet::stages[l];
    layer.value = network.find(layer.name);
    layer.cells = options.cells[l];
    timer.start("deep embedded clustering");
    DeepEmbeddedFit fit = fit_with_checkpoints(x, options.clusters,
                                               {.hidden = options.hidden,
                                                .code = std::min(options.code, x.cols()),
                                                .degrees = options.degrees,
                                                .radius = options.radius,
                                                .pretraining = options.pretraining,
                                                .self_training = options.self_training,
                                                .seed = options.seed,
                                                .progress = progress_bar(layer.name)},
                                               options.checkpoints, layer.name);
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
