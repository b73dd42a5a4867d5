#include "experiments/tiles/network.hpp"

#include <neon/core/error.hpp>
#include <neon/core/random.hpp>
#include <neon/network/map_pools.hpp>
#include <neon/network/single_precision.hpp>

#include <algorithm>
#include <numeric>

namespace neon::experiments::tiles {
namespace {

constexpr double cost = 10;  // C of the machine

MaxPooling largest(const MapShape& maps) { return {maps, {.height = maps.height, .width = maps.width}}; }

}  // namespace

TileNetwork TileNetwork::of(const StateDict& weights, Index size) {
  TileNetwork result{cifar_resnet::network(weights, size), {}, {}};
  for (const char* stage : cifar_resnet::stages) result.stages.push_back(result.network.find(stage));
  for (const Index stage : result.stages)
    result.maxima.push_back(
        result.network.add("largest of " + result.network.name(stage), largest(result.network.shape(stage)), {stage}));
  return result;
}

Matrix TileNetwork::input(const MatrixView& grey) const {
  const Index pixels = size() * size();
  require(grey.cols() == pixels, "tiles of {} pixels should have {}", grey.cols(), pixels);
  Matrix x(grey.rows(), 3 * pixels);
  for (Index c = 0; c < 3; ++c)
    x.middleCols(c * pixels, pixels) = grey.unaryExpr([&](double byte) { return imagenet_pixels.of(byte, c); });
  return x;
}

std::vector<Matrix> TileNetwork::features(const MatrixView& x, const ProgressFn& progress) const {
  constexpr Index batch = 64;
  const SinglePrecision fast(network);
  std::vector<Index> values = stages;
  values.insert(values.end(), maxima.begin(), maxima.end());
  std::vector<Matrix> result;
  for (const Index stage : stages) result.emplace_back(x.rows(), 2 * network.shape(stage).channels);
  for (Index first = 0; first < x.rows(); first += batch) {
    const Index count = std::min(batch, x.rows() - first);
    const std::vector<Matrix> some = fast.pooled(x.middleRows(first, count), values);
    for (std::size_t s = 0; s < stages.size(); ++s)
      result[s].middleRows(first, count) << some[s], some[stages.size() + s];
    if (progress) progress(first + count, x.rows());
  }
  return result;
}

Matrix TileNetwork::features(const Run& run) const {
  std::vector<Matrix> parts;
  for (const Index stage : stages) {
    const MatrixView maps = run.value(stage);
    const MapShape& shape = network.shape(stage);
    parts.push_back(AveragePooling::global(shape).forward(maps));
    parts.push_back(largest(shape).forward(maps));
  }
  return joined(parts);
}

Matrix joined(const std::vector<Matrix>& stages) {
  Index columns = 0;
  for (const Matrix& stage : stages) columns += stage.cols();
  Matrix result(stages.front().rows(), columns);
  columns = 0;
  for (const Matrix& stage : stages) {
    result.middleCols(columns, stage.cols()) = stage;
    columns += stage.cols();
  }
  return result;
}

Head Head::fit(const Matrix& features, const Labels& defective) {
  Head head{.mean = features.colwise().mean(), .deviation = {}, .machine = {}};
  head.deviation = (features.rowwise() - head.mean).colwise().squaredNorm().cwiseSqrt() /
                   std::sqrt(static_cast<double>(features.rows()));
  const double least = 1e-9 * head.deviation.maxCoeff();
  for (double& one : head.deviation)
    if (!(one > least)) one = 1;  // a map that never speaks
  head.machine = fit_support_vector_machine(head.scaled(features), defective, {.cost = cost});
  return head;
}

Matrix Head::scaled(const MatrixView& features) const {
  return (features.rowwise() - mean).array().rowwise() / deviation.array();
}

Vector Head::margin(const MatrixView& features) const { return machine.logits(scaled(features)).col(1); }

Labels deal(const Labels& kind, Index folds, std::uint64_t seed) {
  require(folds >= 2, "{} folds should be at least 2", folds);
  Labels order(kind.size()), fold(kind.size());
  std::iota(order.begin(), order.end(), 0);
  Random random(seed);
  random.shuffle(order);
  std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) {
    return kind[static_cast<std::size_t>(a)] < kind[static_cast<std::size_t>(b)];
  });
  for (std::size_t n = 0; n < order.size(); ++n)
    fold[static_cast<std::size_t>(order[n])] = static_cast<Index>(n) % folds;
  return fold;
}

}  // namespace neon::experiments::tiles
