#include <neon/core/random.hpp>
#include <neon/embedding/affinities.hpp>
#include <neon/embedding/nearest_neighbours.hpp>
#include <neon/embedding/pca.hpp>
#include <neon/embedding/tsne.hpp>
#include <neon/embedding/tsne_gradient.hpp>
#include <neon/metrics/pixel_flipping.hpp>

#include <benchmark/benchmark.h>

#include <algorithm>
#include <numeric>

namespace {

using namespace neon;

Matrix normal(Index rows, Index cols) {
  Random random(1);
  Matrix x(rows, cols);
  for (Index i = 0; i < x.size(); ++i) x.data()[i] = random.normal();
  return x;
}

void pca(benchmark::State& state) {
  const Matrix x = normal(state.range(0), state.range(1));
  for (auto _ : state) benchmark::DoNotOptimize(fit_pca(x, 50));
}
BENCHMARK(pca)
    ->Args({2000, 100})
    ->Args({2000, 784})
    ->Args({20000, 784})
    ->Args({60000, 784})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

void neighbours(benchmark::State& state) {
  const Matrix x = normal(state.range(0), 10);
  for (auto _ : state) benchmark::DoNotOptimize(nearest_neighbours(x, 90));
}
BENCHMARK(neighbours)->Arg(2000)->Arg(10000)->Unit(benchmark::kMillisecond)->UseRealTime();

/// The counter `iteration` is the time of one gradient step, the affinities and the start included.
void tsne(benchmark::State& state) {
  const Matrix x = normal(state.range(0), 10);
  TsneOptions options;
  for (auto _ : state) benchmark::DoNotOptimize(fit_tsne(x, options));
  state.counters["iteration"] =
      benchmark::Counter(static_cast<double>(options.iterations),
                         benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}
BENCHMARK(tsne)->Arg(2000)->Unit(benchmark::kMillisecond)->UseRealTime();

void repulsion(benchmark::State& state) {
  const Matrix y = 30 * normal(10000, 2);
  const double theta = static_cast<double>(state.range(0)) / 10;
  for (auto _ : state) benchmark::DoNotOptimize(tsne_repulsion(y, theta));
}
BENCHMARK(repulsion)->Arg(0)->Arg(5)->ArgName("10 theta")->Unit(benchmark::kMillisecond)->UseRealTime();

void attraction(benchmark::State& state) {
  const Affinities p = joint_affinities(normal(10000, 10), 30);
  const Matrix y = 30 * normal(10000, 2);
  for (auto _ : state) benchmark::DoNotOptimize(tsne_attraction(p, y));
}
BENCHMARK(attraction)->Unit(benchmark::kMillisecond)->UseRealTime();

void flip_orders(benchmark::State& state) {
  const Matrix relevance = normal(state.range(0), 784);
  for (auto _ : state) benchmark::DoNotOptimize(flip_order(relevance));
}
BENCHMARK(flip_orders)->Arg(2000)->Unit(benchmark::kMillisecond)->UseRealTime();

void pooled_counts(benchmark::State& state) {
  const Matrix relevance = normal(state.range(0), 784);
  for (auto _ : state) benchmark::DoNotOptimize(pooled_flip_counts(relevance));
}
BENCHMARK(pooled_counts)->Arg(2000)->Arg(10000)->Unit(benchmark::kMillisecond)->UseRealTime();

/// What pooled_counts saves: the sort alone, by comparisons.
void pooled_stable_sort(benchmark::State& state) {
  const Matrix relevance = normal(state.range(0), 784);
  std::vector<std::int32_t> pairs(static_cast<std::size_t>(relevance.size()));
  for (auto _ : state) {
    std::iota(pairs.begin(), pairs.end(), 0);
    std::stable_sort(pairs.begin(), pairs.end(),
                     [&](std::int32_t a, std::int32_t b) { return relevance.data()[a] > relevance.data()[b]; });
    benchmark::DoNotOptimize(pairs.data());
  }
}
BENCHMARK(pooled_stable_sort)->Arg(2000)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace

BENCHMARK_MAIN();
