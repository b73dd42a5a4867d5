// What an explanation costs, in forward passes of the same model on the same batch: the ratios that the README quotes.
#include <neon/baselines/baselines.hpp>
#include <neon/clustering/assignment.hpp>
#include <neon/core/parallel.hpp>
#include <neon/explain/network_evidence.hpp>
#include <neon/explain/propagator.hpp>
#include <neon/metrics/pixel_flipping.hpp>
#include <neon/roots/root_point.hpp>

#include <benchmark/benchmark.h>

#include <algorithm>
#include <ctime>

#include "experiments/mnist/study.hpp"

using namespace neon;
using experiments::mnist::Study;

namespace {

constexpr Index batch = 64;

/// One batch of MNIST test points of one cluster, with its root points in [0, 1]^784.
struct Sample {
  Network network;
  Evidence f;
  Matrix x, root;
  Labels id;
  double forward = 0;  ///< seconds of one forward pass of the batch
};

/// Processor time of this thread: what others do on the machine counts less.
double thread_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

template <class Body>
double seconds(const Body& body) {
  const double start = thread_seconds();
  body();
  return thread_seconds() - start;
}

Sample make_sample(const std::string& model) {
  static const experiments::mnist::Digits digits = experiments::mnist::load(20000, 2000);
  static std::map<std::string, experiments::mnist::FittedModel> fitted;
  if (!fitted.contains(model)) fitted.emplace(model, experiments::mnist::fit(model, digits, 0, 2));
  const Study study(digits, fitted.at(model));
  const auto block = std::find_if(study.blocks.begin(), study.blocks.end(),
                                  [](const Labels& rows) { return static_cast<Index>(rows.size()) == batch; });
  const auto c = static_cast<std::size_t>(study.cluster_of(*block));
  Sample sample{study.networks[c], study.evidences[c], Matrix(study.x(*block, Eigen::all)), {}, *block};
  sample.root = root_points(sample.f, sample.x, {.box = {0, 1}}).root;
  std::vector<double> runs(400);
  for (double& run : runs) run = seconds([&] { benchmark::DoNotOptimize(sample.f.value(sample.x)); });
  std::nth_element(runs.begin(), runs.begin() + 200, runs.end());
  sample.forward = runs[200];
  return sample;
}

const Sample& sample_of(const std::string& model) {
  static std::map<std::string, Sample> samples;
  if (!samples.contains(model)) samples.emplace(model, make_sample(model));
  return samples.at(model);
}

/// Runs `body` over and over; the counter is its median cost in forward passes of the model.
template <class Body>
void measure(benchmark::State& state, const Sample& sample, const Body& body) {
  std::vector<double> runs;
  for (auto _ : state) runs.push_back(seconds(body));
  std::nth_element(runs.begin(), runs.begin() + static_cast<std::ptrdiff_t>(runs.size() / 2), runs.end());
  const double median = runs[runs.size() / 2];
  state.counters["forward_passes"] = median / sample.forward;
  state.counters["us_per_point"] = 1e6 * median / static_cast<double>(batch);
}

void forward(benchmark::State& state, const std::string& model) {
  const Sample& sample = sample_of(model);
  measure(state, sample, [&] { benchmark::DoNotOptimize(sample.f.value(sample.x)); });
}

void propagation(benchmark::State& state, const std::string& model, const std::string& composite) {
  const Sample& sample = sample_of(model);
  const Propagator propagator(sample.network, composites::find(composite));
  measure(state, sample, [&] { benchmark::DoNotOptimize(propagator(sample.x)); });
}

/// Along NEON's own order, which is given: sorting is not part of the curve.
void flipping(benchmark::State& state, const std::string& model) {
  const Sample& sample = sample_of(model);
  const FlipOrder order = flip_order(Propagator(sample.network, composites::find("paper-v1"))(sample.x).relevance);
  measure(state, sample, [&] { benchmark::DoNotOptimize(flip_curves(sample.f, sample.x, sample.root, order)); });
}

void integrated_gradients_100_steps(benchmark::State& state, const std::string& model) {
  const Sample& sample = sample_of(model);
  measure(state, sample, [&] {
    const Matrix gradient = segment(sample.f, sample.root, sample.x).mean_gradient(100);
    benchmark::DoNotOptimize(Matrix((sample.x - sample.root).cwiseProduct(gradient)));
  });
}

void box_root_points(benchmark::State& state, const std::string& model) {
  const Sample& sample = sample_of(model);
  measure(state, sample, [&] { benchmark::DoNotOptimize(root_points(sample.f, sample.x, {.box = {0, 1}})); });
}

}  // namespace

int main(int argc, char** argv) {
  for (const std::string model : {"standard", "kernel", "deep"}) {
    benchmark::RegisterBenchmark((model + "/forward").c_str(), forward, model);
    for (const std::string composite : {"affine", "z", "paper-v2", "paper-v1"})
      benchmark::RegisterBenchmark((model + "/neon " + composite).c_str(), propagation, model, composite);
    benchmark::RegisterBenchmark((model + "/flipping curve").c_str(), flipping, model);
    benchmark::RegisterBenchmark((model + "/integrated gradients, 100 steps").c_str(), integrated_gradients_100_steps,
                                 model);
    benchmark::RegisterBenchmark((model + "/root points in the box").c_str(), box_root_points, model);
  }
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
