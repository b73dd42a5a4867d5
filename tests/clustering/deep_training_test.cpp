#include <neon/clustering/adam.hpp>
#include <neon/clustering/assignment.hpp>
#include <neon/clustering/back_propagation.hpp>
#include <neon/clustering/deep_kmeans.hpp>
#include <neon/core/error.hpp>

#include <catch2/catch.hpp>

#include <cmath>
#include <numeric>

#include "clustering/threads.hpp"
#include "support/laws.hpp"
#include "support/samples.hpp"

using namespace neon;
using Catch::Contains;

namespace {

struct Problem {
  Matrix x;
  Labels labels;
};

/// Exclusive or: the class is the parity of the quadrant, which no linear map separates.
Problem exclusive_or(Index points, std::uint64_t seed) {
  Problem data{2 * samples::uniform(points, 2, seed).array() - 1, {}};
  for (Index n = 0; n < points; ++n) data.labels.push_back(data.x(n, 0) * data.x(n, 1) > 0 ? 1 : 0);
  return data;
}

double error_of(const DeepKMeans& model, const Problem& data) {
  const Matrix o = model.outlier_scores(data.x);
  double sum = 0;
  for (Index n = 0; n < o.rows(); ++n) sum += o(n, data.labels[static_cast<std::size_t>(n)]);
  return sum / static_cast<double>(o.rows());
}

bool same(const DeepKMeans& a, const DeepKMeans& b) {
  for (std::size_t l = 0; l < a.layers.size(); ++l)
    if (a.layers[l].weight != b.layers[l].weight || a.layers[l].bias != b.layers[l].bias) return false;
  return a.layers.size() == b.layers.size();
}

}  // namespace

TEST_CASE("back-propagation gives the derivative of the k-means error by every weight and bias") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const Index points = GENERATE(5, 70);  // below and above a block
  const Problem data{samples::normal(80, 3, seed), Labels(80, 1)};
  std::vector<Linear> layers = {{samples::normal(5, 3, seed + 1), samples::normal(5, 1, seed + 2)},
                                {samples::normal(4, 5, seed + 3), samples::normal(4, 1, seed + 4)},
                                {samples::normal(2, 4, seed + 5), samples::normal(2, 1, seed + 6)}};
  const Matrix centroids = samples::normal(2, 2, seed + 7);
  Labels batch(static_cast<std::size_t>(points));
  for (Index n = 0; n < points; ++n) batch[static_cast<std::size_t>(n)] = 79 - n;
  const auto error = [&] {
    const DeepKMeans model{layers, centroids, infinity};
    double sum = 0;
    for (const Index n : batch) sum += model.outlier_scores(data.x.row(n))(0, 1);
    return sum / static_cast<double>(points);
  };

  BackPropagation pass;
  CHECK(pass.run(layers, centroids, data.x, data.labels, batch) == Approx(error()).epsilon(tolerance::rounding));
  for (std::size_t l = 0; l < layers.size(); ++l) {
    const auto numeric = [&](double& parameter) {
      const double kept = parameter;
      parameter = kept + tolerance::difference_step;
      const double up = error();
      parameter = kept - tolerance::difference_step;
      const double down = error();
      parameter = kept;
      return (up - down) / (2 * tolerance::difference_step);
    };
    const Index outputs = layers[l].outputs();
    Matrix weight(outputs, layers[l].inputs());
    for (Index i = 0; i < weight.size(); ++i) weight.data()[i] = numeric(layers[l].weight.data()[i]);
    Vector bias(outputs);
    for (Index i = 0; i < outputs; ++i) bias[i] = numeric(layers[l].bias[i]);
    laws::equal(Matrix(pass.weight_gradient(l, 0, outputs)), weight, tolerance::gradient);
    laws::equal(Vector(pass.bias_gradient(l, 0, outputs)), bias, tolerance::gradient);
    laws::equal(Matrix(pass.weight_gradient(l, 1, outputs - 1)), Matrix(weight.bottomRows(outputs - 1)),
                tolerance::gradient);
  }
}

TEST_CASE("Adam follows its recurrence") {
  Vector w = Vector::Zero(2), m = w, v = w;
  double expected = 0, first = 0, second = 0;
  for (Index t = 1; t <= 5; ++t) {
    const double g = std::sin(static_cast<double>(t));
    Adam(0.1, t).update(w, Vector(Vector::Constant(2, g)), m, v);
    first = 0.9 * first + 0.1 * g;
    second = 0.999 * second + 0.001 * g * g;
    const auto power = static_cast<double>(t);
    expected -= 0.1 * (first / (1 - std::pow(0.9, power))) / (std::sqrt(second / (1 - std::pow(0.999, power))) + 1e-8);
    CHECK(std::abs(w[1] - expected) <= tolerance::rounding);
  }
}

TEST_CASE("training separates what no linear map can, and decreases the k-means error") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  const Problem data = exclusive_or(600, seed);
  DeepKMeansOptions options{.hidden = {24, 24}, .epochs = 1, .batch = 32, .learning_rate = 1e-2, .seed = seed};
  const double early = error_of(fit_deep_kmeans(data.x, data.labels, 2, options), data);
  options.epochs = 40;
  const DeepKMeans model = fit_deep_kmeans(data.x, data.labels, 2, options);
  CHECK(error_of(model, data) < 0.3 * early);
  const Labels assigned = assign(model.outlier_scores(data.x));
  Index right = 0;
  for (std::size_t n = 0; n < assigned.size(); ++n) right += assigned[n] == data.labels[n] ? 1 : 0;
  CHECK(right > 580);
  CHECK(model.centroids == Matrix::Identity(2, 2));
  CHECK(model.layers.size() == 3);
  CHECK(std::isinf(model.beta));
}

TEST_CASE("without hidden layers training fits a linear map") {
  Problem data{samples::normal(200, 3, 1), {}};
  for (Index n = 0; n < 200; ++n) data.labels.push_back(data.x(n, 0) > 0 ? 1 : 0);
  const DeepKMeans model =
      fit_deep_kmeans(data.x, data.labels, 2, {.hidden = {}, .epochs = 30, .batch = 16, .learning_rate = 1e-2});
  CHECK(model.layers.size() == 1);
  CHECK(error_of(model, data) < 0.5);
}

TEST_CASE("training depends on the seed, not on the threads") {
  const Problem data = exclusive_or(500, 1);
  const auto fit = [&](std::uint64_t seed) {
    return fit_deep_kmeans(data.x, data.labels, 2, {.hidden = {100, 70}, .epochs = 2, .batch = 192, .seed = seed});
  };
  const DeepKMeans one = with_threads(1, [&] { return fit(1); });
  CHECK(same(one, with_threads(2, [&] { return fit(1); })));
  CHECK_FALSE(same(one, fit(2)));
}

TEST_CASE("training tells its progress, mini-batch by mini-batch") {
  const Problem data = exclusive_or(50, 1);
  Labels done;
  fit_deep_kmeans(data.x, data.labels, 2,
                  {.hidden = {4}, .epochs = 2, .batch = 20, .progress = [&](Index step, Index total) {
                     CHECK(total == 6);
                     done.push_back(step);
                   }});
  CHECK(done == Labels{1, 2, 3, 4, 5, 6});
}

TEST_CASE("training refuses what it cannot use") {
  auto [x, labels] = exclusive_or(10, 1);
  const auto fit = [&x = x, &labels = labels](const DeepKMeansOptions& options) {
    return fit_deep_kmeans(x, labels, 2, options);
  };
  CHECK_THROWS_WITH(fit_deep_kmeans(x, labels, 1), Contains("1 clusters should be at least 2"));
  CHECK_THROWS_WITH(fit_deep_kmeans(x, {0, 1}, 2), Contains("2 labels should be 10"));
  CHECK_THROWS_WITH(fit_deep_kmeans(Matrix(0, 2), {}, 2), Contains("x is 0 x 2, should have at least one point"));
  CHECK_THROWS_WITH(fit({.hidden = {8, 0}}), Contains("hidden width 0 should be at least 1"));
  CHECK_THROWS_WITH(fit({.epochs = 0}), Contains("0 epochs should be at least 1"));
  CHECK_THROWS_WITH(fit({.batch = 0}), Contains("mini-batch of 0 should be at least 1"));
  CHECK_THROWS_WITH(fit({.learning_rate = std::nan("")}), Contains("learning rate nan should be positive and finite"));
  CHECK_THROWS_WITH(fit({.epochs = 3, .learning_rate = 1e100}), Contains("in epoch 1 should be finite"));
  labels[3] = 2;
  CHECK_THROWS_WITH(fit({}), Contains("label 2 of point 3 should be in [0, 2)"));
  labels[3] = 0;
  x(6, 1) = infinity;
  CHECK_THROWS_WITH(fit({}), Contains("inf in row 6, column 1 should be finite"));
}

TEST_CASE("weights of a feature that never varies stay zero, decay shrinks the others") {
  Problem data = exclusive_or(200, 4);
  data.x.conservativeResize(Eigen::NoChange, 3);
  data.x.col(2).setZero();
  DeepKMeansOptions options{.hidden = {8}, .epochs = 3, .batch = 20, .seed = 5};
  const DeepKMeans free = fit_deep_kmeans(data.x, data.labels, 2, options);
  options.weight_decay = 50;
  const DeepKMeans held = fit_deep_kmeans(data.x, data.labels, 2, options);
  CHECK(free.layers[0].weight.col(2).isZero(0));
  for (std::size_t l = 0; l < 2; ++l) CHECK(held.layers[l].weight.norm() < free.layers[l].weight.norm());
  for (const double wrong : {-1.0, 2e3, static_cast<double>(NAN)}) {
    options.weight_decay = wrong;
    CHECK_THROWS_WITH(fit_deep_kmeans(data.x, data.labels, 2, options), Contains("weight decay"));
  }
}

TEST_CASE("patches cover an image row by row") {
  const ImagePatches patches{.height = 5, .width = 7, .size = 3, .stride = 2};
  REQUIRE(patches.count() == 2 * 3);
  for (Index p = 0; p < patches.count(); ++p) {
    const Eigen::RowVectorXd mask = patches.mask(p);
    REQUIRE(mask.size() == 35);
    for (Index row = 0; row < 5; ++row)
      for (Index column = 0; column < 7; ++column) {
        const Index top = p / 3 * 2, left = p % 3 * 2;
        const bool inside = row >= top && row < top + 3 && column >= left && column < left + 3;
        CHECK(mask(7 * row + column) == (inside ? 1 : 0));
      }
  }
}

TEST_CASE("neurons on patches see nothing else, and biases stay at or below 0") {
  Problem data{samples::normal(200, 16, 6), {}};
  for (Index n = 0; n < 200; ++n) data.labels.push_back(data.x(n, 5) * data.x(n, 6) > 0 ? 1 : 0);
  const ImagePatches patches{.height = 4, .width = 4, .size = 2, .stride = 2};
  const DeepKMeans model = fit_deep_kmeans(
      data.x, data.labels, 2,
      {.hidden = {12, 6}, .patches = patches, .nonpositive_biases = true, .epochs = 4, .batch = 20, .weight_decay = 1});
  for (Index neuron = 0; neuron < 12; ++neuron)
    for (Index i = 0; i < 16; ++i)
      CHECK((model.layers[0].weight(neuron, i) != 0) == (patches.mask(neuron / 3)(i) == 1));
  for (std::size_t l = 0; l < 2; ++l) CHECK(model.layers[l].bias.maxCoeff() <= 0);
  CHECK(model.layers[0].bias.minCoeff() < 0);
}

TEST_CASE("training refuses patches that do not fit") {
  const Problem data = exclusive_or(20, 1);
  const auto fit = [&](const ImagePatches& patches, const std::vector<Index>& hidden) {
    return fit_deep_kmeans(data.x, data.labels, 2, {.hidden = hidden, .patches = patches});
  };
  CHECK_THROWS_WITH(fit({2, 2, 1, 1}, {4}), Contains("images of 2 x 2 pixels should have the 2 features"));
  CHECK_THROWS_WITH(fit({1, 2, 2, 1}, {4}), Contains("patches of 2 pixels should fit into images of 1 x 2"));
  CHECK_THROWS_WITH(fit({1, 2, 1, 0}, {4}), Contains("stride 0"));
  CHECK_THROWS_WITH(fit({1, 2, 1, 1}, {5}), Contains("5 neurons should be a multiple of the 2 patches"));
  CHECK_THROWS_WITH(fit({1, 2, 1, 1}, {}), Contains("0 neurons should be a multiple of the 2 patches"));
}

TEST_CASE("training with noise depends on the seed, not on the threads, and keeps weights small") {
  const Problem data = exclusive_or(300, 2);
  const auto fit = [&](double noise, std::uint64_t seed) {
    return fit_deep_kmeans(
        data.x, data.labels, 2,
        {.hidden = {16}, .noise = noise, .epochs = 12, .batch = 20, .learning_rate = 1e-2, .seed = seed});
  };
  const DeepKMeans one = with_threads(1, [&] { return fit(0.5, 1); });
  CHECK(same(one, with_threads(2, [&] { return fit(0.5, 1); })));
  CHECK_FALSE(same(one, fit(0.5, 2)));
  CHECK(one.layers[0].weight.norm() < fit(0, 1).layers[0].weight.norm());
  CHECK_THROWS_WITH(fit(-1, 1), Contains("noise -1 should not be negative"));
}
