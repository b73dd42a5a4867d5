// What the comparison methods cost a point, on one core: a kernel model of MNIST's shape, a k-means model of wine's.
// The values are random: what they are hardly changes the cost.
#include <neon/baselines/baselines.hpp>
#include <neon/clustering/models.hpp>
#include <neon/core/parallel.hpp>
#include <neon/core/random.hpp>
#include <neon/explain/model_background.hpp>
#include <neon/explain/network_evidence.hpp>
#include <neon/roots/root_point.hpp>

#include <benchmark/benchmark.h>

#include <ctime>
#include <numeric>

using namespace neon;

namespace {

Matrix uniform(Index rows, Index cols, std::uint64_t seed) {
  Random random(seed);
  Matrix x(rows, cols);
  for (Index i = 0; i < x.size(); ++i) x.data()[i] = random.uniform();
  return x;
}

struct Sample {
  Background background;
  Index cluster;
  Evidence f;
  Matrix x, root;
  Labels id;

  Sample(const ClusterModel& model, Index references, Index batch)
      : background(model_background(model, uniform(references, features(model), 2))),
        cluster(background.cluster.front()),
        f(evidence(neuralize(model, cluster))),
        x(uniform(batch, features(model), 3)),
        root(root_points(f, x, {.box = {0, 1}}).root),
        id(static_cast<std::size_t>(batch)) {
    std::iota(id.begin(), id.end(), Index{0});
  }
};

/// 10 clusters of 10 support vectors, 784 features, 100 background points, blocks of 64 points.
const Sample& kernel() {
  static const Sample sample = [] {
    Labels cluster;
    for (Index k = 0; k < 100; ++k) cluster.push_back(k / 10);
    return Sample(make_kernel_kmeans(uniform(100, 784, 1), cluster, 0.05, 0.5), 100, 64);
  }();
  return sample;
}

/// 3 centroids, 13 features, 178 background points, all explained at once.
const Sample& standard() {
  static const Sample sample(KMeans{uniform(3, 13, 1), Vector::Zero(3), 5}, 178, 178);
  return sample;
}

/// Processor time of this thread: what others do on the machine counts less.
double thread_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

template <class Body>
double least_seconds(benchmark::State& state, const Body& body) {
  double least = infinity;
  for (auto _ : state) {
    const double start = thread_seconds();
    body();
    least = std::min(least, thread_seconds() - start);
  }
  return least;
}

void explain(benchmark::State& state, const Sample& (*sample_of)(), const Attributor& baseline) {
  const Sample& sample = sample_of();
  const auto points = static_cast<double>(sample.x.rows());
  const Attributor method = fitted(baseline, sample.background);
  double forward = infinity;
  for (int run = 0; run < 50; ++run) {
    const double start = thread_seconds();
    benchmark::DoNotOptimize(sample.f.value(sample.x));
    forward = std::min(forward, thread_seconds() - start);
  }
  const Question question{sample.f, sample.x, sample.root, sample.id, 0, sample.cluster, &sample.background};
  const double seconds = least_seconds(state, [&] { benchmark::DoNotOptimize(method.explain(question)); });
  state.counters["us_per_point"] = 1e6 * seconds / points;
  state.counters["forward_passes"] = seconds / forward;
}

/// Points that come one by one, as to a user who asks about one after the other.
void explain_alone(benchmark::State& state, const Sample& (*sample_of)(), const Attributor& baseline) {
  const Sample& sample = sample_of();
  const Attributor method = fitted(baseline, sample.background);
  constexpr Index points = 4;
  const double seconds = least_seconds(state, [&] {
    for (Index n = 0; n < points; ++n) {
      const Matrix x = sample.x.row(n), root = sample.root.row(n);
      const Labels id{n};
      benchmark::DoNotOptimize(
          method.explain({sample.f, x, root, id, 0, sample.cluster, &sample.background}).relevance.data());
    }
  });
  state.counters["us_per_point"] = 1e6 * seconds / static_cast<double>(points);
}

}  // namespace

int main(int argc, char** argv) {
  set_threads(1);
  for (const Attributor& baseline : baselines::all()) {
    if (baseline.most_features >= 784)
      benchmark::RegisterBenchmark(("kernel/" + baseline.name).c_str(), explain, kernel, baseline);
    benchmark::RegisterBenchmark(("wine/" + baseline.name).c_str(), explain, standard, baseline);
  }
  for (const char* name : {"KernelSHAP", "PermutationSHAP"}) {
    const Attributor baseline = baselines::find(name);
    benchmark::RegisterBenchmark(("kernel alone/" + baseline.name).c_str(), explain_alone, kernel, baseline);
    benchmark::RegisterBenchmark(("wine alone/" + baseline.name).c_str(), explain_alone, standard, baseline);
  }
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
