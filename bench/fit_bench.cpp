// What fits cost: threshold trees, linkage trees, k-means, over sizes. The values are random.
#include <neon/baselines/threshold_tree.hpp>
#include <neon/clustering/agglomerative.hpp>
#include <neon/clustering/kmeans.hpp>
#include <neon/core/random.hpp>

#include <benchmark/benchmark.h>

#include <string>

namespace {

using namespace neon;

/// Normal points around centres that lie as far apart as they spread.
Matrix points(Index rows, Index cols, Index centres = 10) {
  Random random(1);
  Matrix centre(centres, cols), x(rows, cols);
  for (Index i = 0; i < centre.size(); ++i) centre.data()[i] = random.normal();
  for (Index n = 0; n < rows; ++n)
    for (Index i = 0; i < cols; ++i) x(n, i) = centre(n % centres, i) + random.normal();
  return x;
}

void threshold_tree(benchmark::State& state) {
  const Index clusters = state.range(2);
  const Matrix x = points(state.range(0), state.range(1), clusters);
  Labels cluster;
  for (Index n = 0; n < x.rows(); ++n) cluster.push_back(n % clusters);
  for (auto _ : state) benchmark::DoNotOptimize(fit_threshold_tree(x, cluster, clusters));
}
BENCHMARK(threshold_tree)
    ->Args({20000, 20, 10})
    ->Args({50000, 50, 20})
    ->Unit(benchmark::kMillisecond)
    ->MeasureProcessCPUTime();

void agglomerative(benchmark::State& state) {
  const Linkage linkage = linkages()[static_cast<std::size_t>(state.range(0))];
  state.SetLabel(std::string(text(linkage)));
  const Matrix x = points(state.range(1), 20);
  for (auto _ : state) benchmark::DoNotOptimize(fit_agglomerative(x, 10, {.linkage = linkage}));
}
BENCHMARK(agglomerative)
    ->ArgsProduct({{0, 1, 2, 4}, {2500, 5000, 10000}})
    ->Unit(benchmark::kMillisecond)
    ->MeasureProcessCPUTime();

void kmeans(benchmark::State& state) {
  const Matrix x = points(state.range(0), state.range(1));
  const KMeansOptions options{.restarts = 1, .max_iterations = 10};
  for (auto _ : state) benchmark::DoNotOptimize(fit_kmeans(x, state.range(2), options));
}
BENCHMARK(kmeans)
    ->Args({20000, 50, 10})
    ->Args({20000, 784, 10})
    ->Args({20000, 50, 200})
    ->Unit(benchmark::kMillisecond)
    ->MeasureProcessCPUTime();

}  // namespace

BENCHMARK_MAIN();
