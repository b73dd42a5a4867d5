#include <neon/core/random.hpp>
#include <neon/explain/image_propagator.hpp>
#include <neon/layers/vgg16.hpp>

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <ctime>
#include <sys/resource.h>

#include "bench/one_convolution.hpp"

/// The bars of VGG16, as ratios within one run: forward pass against one large convolution of oneDNN's, 24 relevance
/// maps against forward passes. Everything takes turns and the fastest of each counts, in wall-clock time and in
/// processor time (all threads); on a machine that others use too the latter is the one to read.
namespace {

using namespace neon;

constexpr Index side = 448;

/// Weights of the size that keeps activations of the same size; the arithmetic is that of the trained ones.
std::vector<Convolution> random_weights() {
  Random random(1);
  std::vector<Convolution> result;
  for (const vgg16::Shape& shape : vgg16::convolutions) {
    Convolution layer{shape.name, shape.outputs, shape.inputs};
    layer.weight.resize(static_cast<std::size_t>(shape.outputs * shape.inputs * 9));
    const double scale = std::sqrt(2 / (9.0 * static_cast<double>(shape.inputs)));
    for (float& w : layer.weight) w = static_cast<float>(scale * random.normal());
    layer.bias.assign(static_cast<std::size_t>(shape.outputs), 0.1F);
    result.push_back(std::move(layer));
  }
  return result;
}

FeatureMaps image() {
  Random random(2);
  FeatureMaps rgb(1, 3, side, side);
  for (float& value : rgb.values) value = static_cast<float>(255 * random.uniform());
  return vgg16::preprocess(rgb);
}

struct Cost {
  double wall = infinity, processor = infinity;  ///< seconds, the least so far
};

template <class Work>
void time(Cost& cost, const Work& work) {
  const auto processor = [] {
    std::timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
  };
  const double processor_before = processor();
  const auto before = std::chrono::steady_clock::now();
  work();
  cost.wall = std::min(cost.wall, std::chrono::duration<double>(std::chrono::steady_clock::now() - before).count());
  cost.processor = std::min(cost.processor, processor() - processor_before);
}

/// Of the convolution of 256 to 256 channels at 112 x 112.
constexpr double large_operations = 2.0 * 9 * 256 * 256 * 112 * 112;

double forward_operations(const ConvolutionalNetwork& network) {
  double sum = 0;
  for (Index l = 1; l <= network.depth(); ++l)
    if (const auto* layer = std::get_if<Convolution>(&network.layer(l))) {
      const double extent = static_cast<double>(side) / static_cast<double>(network.reduction(l));
      sum += 2.0 * 9 * static_cast<double>(layer->inputs * layer->outputs) * extent * extent;
    }
  return sum;
}

/// Eight maps of each clustered layer: location by location the activations belong to one of eight clusters.
std::vector<FeatureMaps> cluster_relevance(const ForwardPass& pass) {
  std::vector<FeatureMaps> result;
  for (const Index layer : vgg16::clustered_layers) {
    const FeatureMaps a = pass.activations(layer);
    FeatureMaps maps(8, a.channels, a.height, a.width);
    for (Index m = 0; m < 8; ++m)
      for (Index i = 0; i < a.size(); ++i)
        maps.map(m)[i] = i % a.locations() % 8 == m ? a.values[static_cast<std::size_t>(i)] : 0;
    result.push_back(std::move(maps));
  }
  return result;
}

void vgg16_relevance(benchmark::State& state) {
  const ConvolutionalStack stack(vgg16::network(random_weights()));
  const FeatureMaps x = image();
  const std::vector<FeatureMaps> relevance = cluster_relevance(stack.pass(x));
  const ImageComposite paper = image_composites::find("paper");
  const ChannelBounds bounds = vgg16::bounds();
  OneConvolution large(256, 112);
  Cost forward, maps, single;
  for (auto _ : state) {
    for (int i = 0; i < 8; ++i) time(single, [&] { large(1); });
    for (int i = 0; i < 4; ++i) time(forward, [&] { benchmark::DoNotOptimize(stack.forward(x, {31})); });
    time(maps, [&] {  // the pass that keeps the activations, denominators and all
      const ImagePropagator propagator(stack, stack.pass(x), paper, bounds);
      for (std::size_t i = 0; i < relevance.size(); ++i)
        benchmark::DoNotOptimize(propagator(vgg16::clustered_layers[i], relevance[i]));
    });
  }
  const double work = forward_operations(stack.network()) / large_operations;
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  state.counters["forward s"] = forward.wall;
  state.counters["forward cpu s"] = forward.processor;
  state.counters["rate / large"] = work * single.wall / forward.wall;
  state.counters["rate / large cpu"] = work * single.processor / forward.processor;
  state.counters["24 maps / forward"] = maps.wall / forward.wall;
  state.counters["24 maps / forward cpu"] = maps.processor / forward.processor;
  state.counters["peak GiB"] = static_cast<double>(usage.ru_maxrss) / (1 << 20);
}
BENCHMARK(vgg16_relevance)->Unit(benchmark::kSecond)->Iterations(3)->UseRealTime();

}  // namespace

BENCHMARK_MAIN();
