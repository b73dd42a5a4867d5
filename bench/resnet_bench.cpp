#include <neon/core/parallel.hpp>
#include <neon/core/random.hpp>
#include <neon/explain/node_propagator.hpp>
#include <neon/layers/detail/onednn_descriptions.hpp>
#include <neon/network/residual_network.hpp>
#include <neon/network/single_precision.hpp>

#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <ctime>

#include "bench/one_convolution.hpp"

/// The bars of ResNet-56, as ratios within one run on one thread, in processor time, the fastest of each: forward pass
/// against the rate that oneDNN reaches on its convolutions one by one; pixel maps of 15 clusters of each of four
/// layers against forward passes, in the same (double) and in single precision.
namespace {

using namespace neon;

constexpr Index blocks = 9, images = 16, clusters = 15;
constexpr std::array<Index, 3> maps{16, 32, 64}, extent{32, 16, 8};

/// Weights of the size that keeps activations of the same size; the arithmetic is that of the trained ones.
StateDict random_weights() {
  Random random(1);
  std::vector<WeightTensor> tensors;
  const auto add = [&](const std::string& name, const std::vector<Index>& shape, double scale, double shift) {
    Index count = 1;
    for (const Index e : shape) count *= e;
    WeightTensor& tensor = tensors.emplace_back(WeightTensor{name, shape, {}});
    for (Index i = 0; i < count; ++i) tensor.values.push_back(static_cast<float>(shift + scale * random.normal()));
  };
  const auto convolution = [&](const std::string& name, const std::string& after, Index outputs, Index inputs) {
    add(name + ".weight", {outputs, inputs, 3, 3}, std::sqrt(2 / (9.0 * static_cast<double>(inputs))), 0);
    add(after + ".weight", {outputs}, 0, 0.7);
    add(after + ".bias", {outputs}, 0.1, 0);
    add(after + ".running_mean", {outputs}, 0.1, 0);
    add(after + ".running_var", {outputs}, 0, 1);
  };
  convolution("conv1", "bn1", maps[0], 3);
  for (std::size_t s = 0; s < maps.size(); ++s)
    for (Index b = 0; b < blocks; ++b) {
      const std::string name = fmt::format("layer{}.{}.", s + 1, b);
      convolution(name + "conv1", name + "bn1", maps[s], b == 0 && s > 0 ? maps[s - 1] : maps[s]);
      convolution(name + "conv2", name + "bn2", maps[s], maps[s]);
    }
  add("linear.weight", {10, maps.back()}, 0.1, 0);
  add("linear.bias", {10}, 0, 0);
  return {"random", std::move(tensors)};
}

double processor_seconds() {
  std::timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

template <class Work>
void time(double& least, const Work& work) {
  const double before = processor_seconds();
  work();
  least = std::min(least, processor_seconds() - before);
}

/// Times that a convolution of a stage is run for one measurement.
constexpr int repeats = 50;

void resnet56(benchmark::State& state) {
  set_threads(1);
  const onednn::ThreadScope one_thread(1);
  const ImageNetwork network = cifar_resnet::network(random_weights());
  const SinglePrecision fast(network);
  Random random(2);
  Matrix x(images, network.shape(0).size());
  for (Index i = 0; i < x.size(); ++i) x.data()[i] = 3.5 * random.uniform() - 1.75;  // within the bounds of pixels
  const Matrix one = x.topRows(1);
  const NodePropagator down(network, node_composites::find("gamma=0.25"));
  std::vector<Index> values;
  for (const char* stage : cifar_resnet::stages) values.push_back(network.find(stage));

  std::array<double, 3> convolution{infinity, infinity, infinity};
  double forward = infinity, exact = infinity, explained = infinity;
  for (auto _ : state) {
    for (std::size_t s = 0; s < maps.size(); ++s) {
      OneConvolution work(maps[s], extent[s]);
      time(convolution[s], [&] { work(repeats); });
    }
    time(forward, [&] { benchmark::DoNotOptimize(fast.activations(x, network.last())); });
    time(exact, [&] { benchmark::DoNotOptimize(network.activations(one, network.last())); });
    time(explained, [&] {
      const Run run(network.network(), one, network.last());
      for (const Index value : values) {
        const Matrix relevance = run.value(value).replicate(clusters, 1);
        benchmark::DoNotOptimize(down(run, value, relevance).pixels);
      }
    });
  }
  // The stem's part of the work is a hundredth; so are dense layer and sums.
  double at_best = 0;
  for (const double seconds : convolution) at_best += 2 * blocks * seconds / repeats;
  const double pass = forward / static_cast<double>(images),
               map = explained / static_cast<double>(clusters * static_cast<Index>(values.size()));
  state.counters["forward cpu ms"] = 1e3 * pass;
  state.counters["rate / convolutions"] = at_best / pass;
  state.counters["double forward cpu ms"] = 1e3 * exact;
  state.counters["map / double forward"] = map / exact;
  state.counters["map / forward"] = map / pass;
}
BENCHMARK(resnet56)->Unit(benchmark::kSecond)->Iterations(5);

}  // namespace

BENCHMARK_MAIN();
