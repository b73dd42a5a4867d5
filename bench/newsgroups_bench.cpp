// What clustering and explaining newsgroups messages costs: 11,000 support vectors in 50 dimensions.
#include <neon/clustering/gaussian_kernel.hpp>
#include <neon/core/parallel.hpp>
#include <neon/embedding/tsne.hpp>
#include <neon/explain/propagator.hpp>

#include <benchmark/benchmark.h>

#include <algorithm>
#include <ctime>

#include "experiments/newsgroups/word_flipping.hpp"

using namespace neon;
using namespace neon::experiments::newsgroups;

namespace {

constexpr Index batch = 64;

struct Sample {
  Data data = load("", 1);
  Points points = embed_documents(data);
  Clusters clusters = fit_clusters(points);
  Study study{data, points, clusters};
  Matrix train = points.train_z();
  Labels newsgroups = points.newsgroups_of(points.train);
  Matrix x;         ///< [batch, 50] test messages of one cluster
  Network network;  ///< of that cluster

  Sample() {
    const Index c = study.cluster_of(points.test.front());
    Labels rows;
    for (const Index row : points.test)
      if (study.cluster_of(row) == c && static_cast<Index>(rows.size()) < batch) rows.push_back(row);
    x = points.z(rows, Eigen::all);
    network = neuralize(clusters.model, c);
  }
};

const Sample& sample() {
  static const Sample only;
  return only;
}

/// Processor time of this thread: what others do on the machine counts less.
double thread_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

template <class Body>
double median_seconds(int runs, const Body& body) {
  std::vector<double> seconds;
  for (int run = 0; run < runs; ++run) {
    const double start = thread_seconds();
    body();
    seconds.push_back(thread_seconds() - start);
  }
  std::nth_element(seconds.begin(), seconds.begin() + runs / 2, seconds.end());
  return seconds[static_cast<std::size_t>(runs / 2)];
}

double forward_seconds() {
  static const double once = [] {
    const Evidence f = evidence(sample().network);
    return median_seconds(41, [&] { benchmark::DoNotOptimize(f.value(sample().x)); });
  }();
  return once;
}

/// A batch of messages explained, in forward passes of the same batch.
void explanation(benchmark::State& state, const std::string& composite) {
  const Propagator propagator(sample().network, composites::find(composite));
  const int runs = composite == "affine" ? 41 : 3;
  double median = 0;
  for (auto _ : state) median = median_seconds(runs, [&] { benchmark::DoNotOptimize(propagator(sample().x)); });
  state.counters["forward_passes"] = median / forward_seconds();
  state.counters["us_per_message"] = 1e6 * median / static_cast<double>(sample().x.rows());
}

void bandwidth(benchmark::State& state) {
  for (auto _ : state)
    benchmark::DoNotOptimize(gamma_for_neighbour_share(sample().train, sample().train.rows() / 20, neighbour_share));
}

template <class Scalar>
void kernel(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(gaussian_kernel<Scalar>(sample().train, sample().clusters.model.gamma));
}

void leave_one_out(benchmark::State& state, bool at_once) {
  const auto matrix = gaussian_kernel<float>(sample().train, sample().clusters.model.gamma);
  for (auto _ : state)
    benchmark::DoNotOptimize(leave_one_out_kernel_kmeans(matrix, sample().newsgroups, 20, {.batch = at_once}));
}

void word_by_word(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(explain_words(sample().study, sample().points.test, readings[0]));
}

void tsne(benchmark::State& state) {
  const Matrix test = sample().points.test_z();
  for (auto _ : state) benchmark::DoNotOptimize(fit_tsne(test));
}

}  // namespace

int main(int argc, char** argv) {
  const auto once = [](benchmark::internal::Benchmark* entry) {
    entry->Unit(benchmark::kMillisecond)->Iterations(1)->MeasureProcessCPUTime()->UseRealTime();
  };
  for (const char* reading : readings)
    once(benchmark::RegisterBenchmark((std::string("explanation of 64 messages, ") + reading).c_str(), explanation,
                                      std::string(reading)));
  once(benchmark::RegisterBenchmark("bandwidth search", bandwidth));
  once(benchmark::RegisterBenchmark("kernel matrix, float", kernel<float>));
  once(benchmark::RegisterBenchmark("kernel matrix, double", kernel<double>));
  once(benchmark::RegisterBenchmark("leave-one-out k-means, point by point", leave_one_out, false));
  once(benchmark::RegisterBenchmark("leave-one-out k-means, all at once", leave_one_out, true));
  once(benchmark::RegisterBenchmark("all test messages, word by word", word_by_word));
  once(benchmark::RegisterBenchmark("t-SNE of all test messages", tsne));
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
