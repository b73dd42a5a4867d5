#include "experiments/vgg16/study.hpp"

#include <neon/core/error.hpp>
#include <neon/layers/vgg16.hpp>

#include <algorithm>

namespace neon::experiments::vgg16 {

FeatureMaps network_input(const Image& image) {
  FeatureMaps rgb(1, 3, image.height, image.width);
  for (Index y = 0; y < image.height; ++y)
    for (Index x = 0; x < image.width; ++x)
      for (Index c = 0; c < 3; ++c) rgb(0, c, y, x) = image.pixel(y, x)[c];
  return neon::vgg16::preprocess(rgb);
}

Matrix pooled_over_channels(const FeatureMaps& maps) {
  using Map = Eigen::Map<const Eigen::RowVectorXf>;
  Matrix pooled = Matrix::Zero(maps.count, maps.locations());
  for (Index n = 0; n < maps.count; ++n)
    for (Index c = 0; c < maps.channels; ++c)
      pooled.row(n) += Map(maps.map(n) + c * maps.locations(), maps.locations()).cast<double>();
  return pooled;
}

ImageStudy study_image(const ConvolutionalStack& stack, const Picture& picture, const StudyOptions& options,
                       StageTimer& timer) {
  const double clustering = timer.seconds("clustering"), relevance = timer.seconds("relevance");
  timer.start("forward");
  const FeatureMaps input = network_input(picture.image);
  ImageStudy study{picture, input, stack.pass(input), {}};
  const ImagePropagator propagate(stack, study.pass, image_composites::find(options.composite), neon::vgg16::bounds());
  for (const Index number : options.layers) {
    timer.start("clustering");
    const FeatureMaps activations = study.pass.activations(number);
    LayerStudy layer{.layer = number, .height = activations.height, .width = activations.width};
    try {
      layer.clusters = cluster_locations(locations(activations), options.clusters, {.seed = options.seed});
    } catch (const Error& error) {
      throw Error(fmt::format("{}, layer {}: {}", picture.name, number, error.what()));
    }
    timer.start("relevance");
    const LocationRelevance at_layer = explain_locations(layer.clusters, rules::find(options.rule));
    layer.evidence = at_layer.evidence.colwise().sum();
    layer.activation_sum = at_layer.sum;
    ImageRelevance at_pixels = propagate(number, from_locations(at_layer.relevance, layer.height, layer.width));
    layer.relevance = pooled_over_channels(at_pixels.pixels);
    layer.conservation = std::move(at_pixels.layers);
    study.layers.push_back(std::move(layer));
  }
  timer.stop();
  study.clustering_seconds = timer.seconds("clustering") - clustering;
  study.relevance_seconds = timer.seconds("relevance") - relevance;
  return study;
}

double forward_seconds(const ConvolutionalStack& stack, const Image& image) {
  constexpr int repetitions = 3;
  const FeatureMaps input = network_input(image);
  double best = infinity;
  for (int i = 0; i < repetitions; ++i) {
    StageTimer timer;
    stack.forward(input, {stack.network().depth()});
    best = std::min(best, timer.total());
  }
  return best;
}

}  // namespace neon::experiments::vgg16
